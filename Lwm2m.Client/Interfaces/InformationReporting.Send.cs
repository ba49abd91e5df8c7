// Send (OMA LwM2M Core 1.1 §6.4.6; Transport 1.1 §6.4.5): values that the server has not asked for,
// in SenML. One Send a server at a time; it waits for the exchange and for what is stored.
//   POST /dp    SenML    → 2.04

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class InformationReporting
{
    // Where a Send stands; 0 without one.
    private const int Waiting = 1;
    private const int UnderWay = 2;

    private static readonly byte[] s_dp = Bytes.FromText("dp");

    // What is to be sent: the values that some paths have now, or samples.
    private long[] _sendPaths;
    private SampleBatch _batch;
    private SendHandler _sendHandler;

    // The samples that are still to be sent, those under way included.
    private int _samplesLeft;
    private int _sendStage;

    /// <summary>
    /// Begins to send the values that paths have now, or the samples of a batch, in as many
    /// messages as it takes.
    /// </summary>
    public override SendStatus Send(long[] paths, SampleBatch batch, SendHandler handler)
    {
        if (!IsRegistered || IsVersion10)
        {
            return SendStatus.NotRegistered;
        }

        if (Account.Server[ServerResource.MuteSend] != 0)
        {
            return SendStatus.Muted;
        }

        if (_sendStage != 0)
        {
            return SendStatus.Busy;
        }

        for (int i = 0; paths != null && i < paths.Length; i++)
        {
            if (!_reader.IsThere(ServerId, paths[i]))
            {
                return SendStatus.NotAllowed;
            }
        }

        _sendPaths = paths;
        _batch = batch;
        _samplesLeft = batch == null ? 0 : batch.Count;
        _sendHandler = handler;
        _sendStage = Waiting;
        Reschedule();
        return SendStatus.Started;
    }

    /// <summary>The end of the exchange that carried a Send.</summary>
    protected override void OnSent(int code, RegistrationReason reason, long nowMs)
    {
        MessageContent content = _content;
        SampleBatch batch = _batch;
        if (_sendPaths != null && content.Continues(this, code, nowMs))
        {
            BeginSend().AddOption(CoapOption.ContentFormat, content.Body.Format);
            content.AppendBlock(content.Body.Block);
            StartExchange(SendPurpose, nowMs);
        }
        else if (reason != RegistrationReason.Accepted)
        {
            EndSend(
                reason == RegistrationReason.NoAnswer ? SendStatus.NoAnswer : SendStatus.Refused,
                ShownCode(reason, code));
        }
        else
        {
            if (batch != null)
            {
                _samplesLeft -= batch.UnderWay;
                batch.RemoveFirst(batch.UnderWay);
            }

            _sendStage = Waiting;
            if (_samplesLeft <= 0)
            {
                EndSend(SendStatus.Delivered, 204);
            }
        }
    }

    /// <summary>Sends what has been waiting for the exchange.</summary>
    private void SendWaiting(long nowMs)
    {
        _sendStage = UnderWay;
        int format = Account.SendsJson
            ? ContentFormat.SenmlJson
            : ContentFormat.SenmlCbor;
        MessageWriter message = BeginSend();
        _content.BeginRequest(this, nowMs);
        Status status;
        if (_batch != null)
        {
            message.AddOption(CoapOption.ContentFormat, format);
            status = AppendSamples(_workspace.WriterOf(format));
        }
        else
        {
            status = _reader.Append(
                ServerId, Lwm2mPath.Root, _sendPaths, 0, _sendPaths.Length, format);
        }

        if (status == Status.Success)
        {
            StartExchange(SendPurpose, nowMs);
        }
        else
        {
            EndSend(
                status == Status.InternalServerError ? SendStatus.TooLarge
                    : status == Status.NotFound ? SendStatus.NotAllowed
                    : SendStatus.Busy,
                0);
        }
    }

    private MessageWriter BeginSend()
    {
        MessageWriter message = BeginRequest(CoapCode.Post);
        message.AddOption(CoapOption.UriPath, s_dp);
        return message;
    }

    /// <summary>
    /// Appends the samples that fit; NotFound if there is none. One that may not be sent any
    /// more is left out, and counts as sent.
    /// </summary>
    private Status AppendSamples(ContentWriter writer)
    {
        MessageWriter message = _message;
        SampleBatch batch = _batch;
        int count = _samplesLeft < batch.Count ? _samplesLeft : batch.Count;
        int fitting;
        int written;
        do
        {
            fitting = 0;
            written = 0;
            writer.Begin(message.Buffer, message.BeginPayload(), message.End);
            for (; fitting < count; fitting++)
            {
                writer.Time = batch.TimeAt(fitting);
                int at = SampleBatch.Stride * fitting;
                written += _reader.WriteNumber(
                    writer, batch.Samples[at],
                    BitConverter.Int64BitsToDouble(batch.Samples[at + 1]), ServerId) ? 1 : 0;
                if (writer.IsFull)
                {
                    break;
                }
            }

            count = fitting;
        }
        while (writer.IsFull);

        message.EndPayload(writer.Position);
        batch.UnderWay = count;
        return written > 0 ? Status.Success : Status.NotFound;
    }

    /// <summary>Tells the application; it may send something else at once.</summary>
    private void EndSend(SendStatus status, int code)
    {
        SendHandler handler = _sendHandler;
        _sendPaths = null;
        _batch = null;
        _sendHandler = null;
        _sendStage = 0;
        if (handler != null)
        {
            handler(ServerId, status, code);
        }
    }
}
