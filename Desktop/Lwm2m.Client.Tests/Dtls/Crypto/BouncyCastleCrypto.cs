// The contract of DTLS's cryptography kept by BouncyCastle: what the library's own is compared
// with, and what shows that the vectors are right.

using Lwm2m.Client.Dtls.Crypto;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Lwm2m.Client.DesktopTests.Dtls;

/// <summary>AES-128-CCM and HMAC-SHA-256 of BouncyCastle.</summary>
internal sealed class BouncyCastleCrypto : ICrypto
{
    public static byte[] Digest(ReadOnlySpan<byte> data)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(data);
        byte[] output = new byte[digest.GetDigestSize()];
        digest.DoFinal(output, 0);
        return output;
    }

    public static byte[] Mac(byte[] key, ReadOnlySpan<byte> data)
    {
        var mac = new HMac(new Sha256Digest());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(data);
        byte[] output = new byte[mac.GetMacSize()];
        mac.DoFinal(output, 0);
        return output;
    }

    public static byte[] EncryptBlock(byte[] key, byte[] block)
    {
        var aes = new AesEngine();
        aes.Init(true, new KeyParameter(key));
        byte[] output = new byte[block.Length];
        aes.ProcessBlock(block, 0, output, 0);
        return output;
    }

    public IAesCcm CreateAesCcm() => new Ccm();

    public IHmacSha256 CreateHmacSha256() => new Hmac();

    private sealed class Ccm : IAesCcm
    {
        private byte[] _key = [];

        public void SetKey(byte[] key, int offset) => _key = key[offset..(offset + 16)];

        public void Seal(
            byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
            int length, int tagLength)
        {
            byte[] output = Process(
                true, nonce, associated[..associatedLength], buffer.AsSpan(offset, length),
                tagLength);
            output.CopyTo(buffer, offset);
        }

        public bool Open(
            byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
            int length, int tagLength)
        {
            try
            {
                byte[] output = Process(
                    false, nonce, associated[..associatedLength],
                    buffer.AsSpan(offset, length + tagLength), tagLength);
                output.CopyTo(buffer, offset);
                return true;
            }
            catch (InvalidCipherTextException)
            {
                return false;
            }
        }

        public void Wipe() => _key = [];

        private byte[] Process(
            bool isSealing, byte[] nonce, byte[] associated, ReadOnlySpan<byte> input,
            int tagLength)
        {
            var ccm = new CcmBlockCipher(new AesEngine());
            ccm.Init(isSealing, new AeadParameters(
                new KeyParameter(_key), 8 * tagLength, nonce, associated));
            byte[] output = new byte[ccm.GetOutputSize(input.Length)];
            int written = ccm.ProcessBytes(input, output);
            ccm.DoFinal(output, written);
            return output;
        }
    }

    private sealed class Hmac : IHmacSha256
    {
        private byte[] _key = [];

        public void SetKey(byte[] key, int offset, int length) =>
            _key = key[offset..(offset + length)];

        public void Compute(
            byte[] data, int offset, int length, byte[] output, int outputOffset) =>
            Mac(_key, data.AsSpan(offset, length)).CopyTo(output, outputOffset);

        public void Wipe() => _key = [];
    }
}
