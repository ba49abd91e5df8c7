// A request that has been acknowledged and is answered later (RFC 7252 §5.2.2). One a server.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

/// <summary>The request of a server that an object is still working on.</summary>
internal sealed class PendingRequest
{
    private readonly byte[] _token = new byte[Limits.TokenBytes];
    private int _tokenLength;

    /// <summary>Whether there is one.</summary>
    public bool IsTaken
    {
        get { return Object != null; }
    }

    /// <summary>Whether the object has completed it.</summary>
    public bool IsCompleted;

    /// <summary>How the object has completed it.</summary>
    public Status Status;

    /// <summary>The object that works on it, or null.</summary>
    public Lwm2mObject Object;

    /// <summary>The method of the request.</summary>
    public int Method;

    /// <summary>The code of the response after success.</summary>
    public int SuccessCode;

    /// <summary>The Block1 option of the response, or -1.</summary>
    public int Block1;

    /// <summary>The path of the request.</summary>
    public long Path;

    /// <summary>The format that a Read is to be answered in.</summary>
    public int Accept;

    /// <summary>The message id of the request.</summary>
    public int MessageId;

    /// <summary>Keeps what the response will need.</summary>
    public void Take(Lwm2mObject target, long path, MessageView request)
    {
        Object = target;
        IsCompleted = false;
        Method = request.Code;
        Path = path;
        Accept = request.Accept;
        MessageId = request.MessageId;
        _tokenLength = request.TokenLength;
        Array.Copy(request.Buffer, request.TokenOffset, _token, 0, _tokenLength);
    }

    /// <summary>Makes a view of the request again, as far as the response needs it.</summary>
    public void Restore(MessageView request)
    {
        request.Buffer = _token;
        request.TokenOffset = 0;
        request.TokenLength = _tokenLength;
        request.Code = Method;
        request.MessageId = MessageId;
        request.Block2 = -1;
    }

    /// <summary>Notes the outcome, if it is this object's.</summary>
    public void Complete(Lwm2mObject source, Status status)
    {
        if (Object == source && !IsCompleted)
        {
            IsCompleted = true;
            Status = status;
        }
    }

    /// <summary>Forgets the request.</summary>
    public void Clear()
    {
        Object = null;
        IsCompleted = false;
    }
}
