// The operations of the device management interface (OMA LwM2M Core 1.1 §6.3), and Observe, which
// comes the same way (§6.4.1). What must not be done twice is noted before it is done.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class DeviceManagement
{
    /// <summary>
    /// Takes the paths of a composite Read. They are in one place for all servers: while one waits
    /// for an object, the others have to wait.
    /// </summary>
    private Status ReadComposite(MessageView request)
    {
        if (request.Accept >= 0 && !ContentFormat.IsSenml(request.Accept))
        {
            return Status.NotAcceptable;
        }

        Status status = _reading != null && _reading.Pending.IsTaken
            && _reading.Pending.Method == CoapCode.Fetch
            ? Status.ServiceUnavailable
            : Writer.Open(_path, request.ContentFormat);
        if (status != Status.Success)
        {
            return status;
        }

        ContentReader reader = Writer.Reader;
        long[] paths = _workspace.Paths;
        int count = 0;
        while ((status = reader.Next()) == Status.Success)
        {
            if (count == paths.Length)
            {
                return Status.RequestEntityTooLarge;
            }

            paths[count++] = reader.Path;
        }

        if (status != Status.NotFound || count == 0)
        {
            return Status.BadRequest;
        }

        _pathCount = count;
        _reading = _session;
        return ReadOrObserve(request, count);
    }

    /// <summary>
    /// Read; with Observe and its cancellation (RFC 7641 §3.6, §4.1), of as many paths.
    /// </summary>
    private Status ReadOrObserve(MessageView request, int count)
    {
        InformationReporting session = _session;
        if (request.Accept < 0)
        {
            // From here on it is the format that the request has asked for.
            request.Accept = session.IsVersion10
                ? ContentFormat.Tlv
                : ContentFormat.SenmlCbor;
        }

        RequestHandler requests = _requests;
        Status status = Status.Success;
        int observation = -1;
        int observe = request.Observe;
        if (observe == 0 || observe == 1)
        {
            if (requests.IsRepeated())
            {
                // Answered afresh, but the list of observers stays as it is by now.
                observation = observe == 0 ? session.Find(request) : -1;
            }
            else
            {
                status = requests.EnterOnce();
                if (status != Status.Success)
                {
                    return status;
                }

                observation = session.Observe(_path, count, request, _nowMs);
                session.OnStateChanged();
            }
        }

        if (observation >= 0)
        {
            _workspace.Message.AddOption(CoapOption.Observe, session.TakeSequence());
        }

        status = Read(_path, request.Accept);
        if (observation >= 0)
        {
            if (status == Status.Success)
            {
                session.OnObserved(observation, _nowMs);
            }
            else
            {
                session.Remove(observation);
            }
        }

        if (status < Status.Success)
        {
            requests.ForgetOnce();
        }

        return status;
    }

    private Status Read(long path, int format)
    {
        Status status = Reader.Append(
            _session.ServerId, path, _workspace.Paths, 0, _pathCount, format);
        _requests.Target = status == Status.Pending ? Finder.Object : null;
        return status;
    }

    private Status Put(MessageView request)
    {
        Status status = Finder.Find(_path);
        bool hasContent = _requests.BodyLength > 0 || request.ContentFormat >= 0;
        return status != Status.Success ? status
            : hasContent == request.QueryCount > 0 ? Status.BadRequest
            : !hasContent ? WriteAttributes(request)
            : Lwm2mPath.Depth(_path) < 2 ? Status.MethodNotAllowed
            : Write(request, true);
    }

    private Status WriteAttributes(MessageView request)
    {
        InformationReporting session = _session;
        Status status = Find(AccessRight.Read);
        if (status == Status.Success)
        {
            status = session.Attributes.Apply(
                _path, ResourceType.IsNumeric(Finder.Row), request);
            session.OnAttributesChanged();
            session.OnStateChanged();
        }

        return status;
    }

    /// <summary>Write, and Write-Composite, for which the right to each value is asked for.
    /// </summary>
    private Status Write(MessageView request, bool isReplace)
    {
        long path = _path;
        ResourceWriter writer = Writer;
        bool isComposite = path == Lwm2mPath.Root;
        Status status = isComposite ? Status.Success : Find(AccessRight.Write);
        if (status == Status.Success)
        {
            status = writer.Open(path, request.ContentFormat);
        }

        if (status == Status.Success)
        {
            status = writer.Check(path, isComposite ? _session.ServerId : 0);
        }

        // A body in blocks is gone when its last block is repeated.
        if (status == Status.Success)
        {
            status = _session.Pending.IsTaken ? Status.ServiceUnavailable
                : !isReplace || request.Block1 > 15 ? _requests.EnterOnce()
                : Status.Success;
        }

        return status == Status.Success ? writer.Commit(path, isReplace) : status;
    }

    private Status Post(MessageView request)
    {
        if (!Lwm2mPath.HasInstance(_path))
        {
            return Create(request);
        }

        // A partial update needs something that has parts. To anything else a POST is an Execute
        // of what cannot be executed, and its arguments must not become a value.
        Status status = Finder.Find(_path);
        int row = Finder.Row;
        return status != Status.Success ? status
            : (row & Operations.Execute) != 0 ? Execute(request)
            : row > 0 ? Status.MethodNotAllowed
            : request.ContentFormat < 0 ? Status.BadRequest
            : Write(request, false);
    }

    /// <summary>
    /// Create: the content names the instance, or leaves that to the client. What cannot be
    /// written after all leaves no instance behind.
    /// </summary>
    private Status Create(MessageView request)
    {
        ResourceWriter writer = Writer;
        Status status = Find(AccessRight.Create);
        Lwm2mObject target = Finder.Object;
        int instanceId = Lwm2mPath.Absent;
        if (status == Status.Success && request.ContentFormat >= 0)
        {
            status = writer.Open(_path, request.ContentFormat);
            if (status == Status.Success && writer.Reader.Next() == Status.Success)
            {
                instanceId = Lwm2mPath.InstanceId(writer.Reader.Path);
            }
        }

        if (status != Status.Success)
        {
            return status;
        }

        if ((short)instanceId == Lwm2mPath.Absent)
        {
            for (instanceId = 0; target.IndexOfInstance(instanceId) >= 0; instanceId++)
            {
            }
        }

        long path = Lwm2mPath.Of(target.ObjectId, instanceId);
        Finder.Created = path;
        status = target.CheckCreate(instanceId);
        status = status != Status.Success ? status
            : request.ContentFormat < 0 || target.IndexOfInstance(instanceId) >= 0
                ? Status.BadRequest
            : target.IsFull || _session.Pending.IsTaken ? Status.ServiceUnavailable
            : writer.Check(path, 0);
        Finder.Created = Lwm2mPath.Root;
        Finder.Instance = 0;
        return status == Status.Success ? Create(target, instanceId, path) : status;
    }

    private Status Create(Lwm2mObject target, int instanceId, long path)
    {
        RequestHandler requests = _requests;
        IAccessRights rights = _workspace.Rights;
        Status status = requests.EnterOnce();
        if (status != Status.Success
            || (rights != null && !rights.Enter(_session.ServerId, path)))
        {
            return Status.ServiceUnavailable;
        }

        status = target.Create(instanceId);
        if (status == Status.Success)
        {
            requests.Path = path;
            requests.SuccessCode = CoapCode.Created;
            status = Writer.Commit(path, false);
            if (status < Status.Success)
            {
                target.Delete(instanceId);
            }
        }

        if (status < Status.Success && rights != null)
        {
            rights.OnRemoved(path);
        }

        return status;
    }

    private Status Delete()
    {
        Status status = Find(AccessRight.Delete);
        if (status == Status.Success)
        {
            status = _requests.EnterOnce();
        }

        return status == Status.Success
            ? Finder.Object.Delete(Lwm2mPath.InstanceId(_path))
            : status;
    }

    private Status Execute(MessageView request)
    {
        Status status = Find(AccessRight.Execute);
        if (status != Status.Success)
        {
            return status;
        }

        RequestHandler requests = _requests;
        int start = requests.BodyOffset;
        ExecuteArguments arguments = _workspace.Arguments;
        if (request.ContentFormat > ContentFormat.Text)
        {
            return Status.UnsupportedContentFormat;
        }

        if (!arguments.Parse(requests.Body, start, start + requests.BodyLength))
        {
            return Status.BadRequest;
        }

        status = _session.Pending.IsTaken ? Status.ServiceUnavailable : requests.EnterOnce();
        if (status == Status.Success)
        {
            Lwm2mObject target = Finder.Object;
            requests.Target = target;
            status = target.Execute(
                Lwm2mPath.InstanceId(_path), Lwm2mPath.ResourceId(_path), arguments);
        }

        return status;
    }

    /// <summary>Finds what the path names, and asks for the server's right to it.</summary>
    private Status Find(int right)
    {
        return Finder.Find(_path, _session.ServerId, right);
    }
}
