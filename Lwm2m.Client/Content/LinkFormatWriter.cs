// Links (RFC 6690 §2): what Register, Discover and /.well-known/core consist of.
//   </>;rt="oma.lwm2m";ct=11542,</1/0>,</3303>;ver=1.1,</3303/0/5700>;gt=25.5

namespace Lwm2m.Client.Content;

/// <summary>Writes links and their parameters.</summary>
internal sealed class LinkFormatWriter : ContentOutput
{
    private int _start;

    /// <summary>Starts a list of links in <c>buffer[offset..end)</c>.</summary>
    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _start = offset;
    }

    /// <summary>Writes a link to a path that <see cref="Lwm2mPath"/> has packed.</summary>
    public void WriteLink(long path)
    {
        if (Position != _start)
        {
            AppendByte(',');
        }

        AppendByte('<');
        if (path == Lwm2mPath.Root)
        {
            AppendByte('/');
        }

        AppendPath(path);
        AppendByte('>');
    }

    /// <summary>Writes <c>;name=value</c>.</summary>
    /// <param name="names">Holds the name.</param>
    /// <param name="offset">Where the name is.</param>
    /// <param name="length">Its length.</param>
    /// <param name="value">The value: a whole number has no decimal point.</param>
    public void WriteParameter(byte[] names, int offset, int length, double value)
    {
        AppendByte(';');
        Append(names, offset, length);
        AppendByte('=');
        AppendNumber(value);
    }

    /// <summary>Writes <c>;ver=1.1</c>.</summary>
    /// <param name="version">The version as major * 10 + minor, up to 99: 11 is 1.1.</param>
    public void WriteVersion(int version)
    {
        // The text ";ver=0.0", to which the two digits are added.
        AppendText(0x3B7665723D302E30L + ((version / 10) << 16) + (version % 10));
    }
}
