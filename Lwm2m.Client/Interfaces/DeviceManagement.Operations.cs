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
            : _writer.Open(_path, request.ContentFormat, _requests);
        if (status != Status.Success)
        {
            return status;
        }

        long[] paths = _workspace.Paths;
        int count = 0;
        long path;
        while ((status = _writer.Next(out path)) == Status.Success)
        {
            if (count == paths.Length)
            {
                return Status.RequestEntityTooLarge;
            }

            paths[count++] = path;
        }

        if (status != Status.NotFound || count == 0)
        {
            return Status.BadRequest;
        }

        _pathCount = count;
        _reading = _session;
        return ReadOrObserve(request, count);
    }

    private Status ReadOrObserve(MessageView request, int count)
    {
        if (request.Accept < 0)
        {
            // From here on it is the format that the request has asked for.
            request.Accept = _session.Registration.IsVersion10
                ? ContentFormat.Tlv
                : ContentFormat.SenmlCbor;
        }

        int observation = -1;
        Status status = request.Observe == 0 || request.Observe == 1
            ? Observe(request, count, out observation)
            : Status.Success;
        if (status != Status.Success)
        {
            return status;
        }

        if (observation >= 0)
        {
            _workspace.Message.AddOption(
                CoapOption.Observe, _session.Reporting.TakeSequence());
        }

        status = Read(request.Code, _path, request.Accept);
        if (observation >= 0)
        {
            if (status == Status.Success)
            {
                _session.Reporting.OnObserved(observation, _nowMs);
            }
            else
            {
                _session.Reporting.Remove(observation);
            }
        }

        if (status < Status.Failure)
        {
            _requests.ForgetOnce();
        }

        return status == Status.Pending ? _requests.Suspend(_finder.Object) : status;
    }

    private Status Read(int method, long path, int format)
    {
        int serverId = _session.Account.ServerId;
        return method == CoapCode.Fetch
            ? Reader.AppendComposite(serverId, _workspace.Paths, 0, _pathCount, format)
            : Reader.Append(serverId, path, format);
    }

    /// <summary>Observe and its cancellation (RFC 7641 §3.6, §4.1), of as many paths.</summary>
    /// <param name="request">The request.</param>
    /// <param name="count">How many paths it has.</param>
    /// <param name="observation">The observation that there is now, or -1.</param>
    private Status Observe(MessageView request, int count, out int observation)
    {
        InformationReporting reporting = _session.Reporting;
        observation = -1;
        if (_requests.IsRepeated())
        {
            // Answered afresh, but the list of observers stays as it is by now.
            observation = request.Observe == 0 ? reporting.Find(request) : -1;
        }
        else
        {
            Status once = _requests.EnterOnce();
            if (once != Status.Success)
            {
                return once;
            }

            if (request.Observe == 1)
            {
                reporting.Cancel(_path, count, request);
            }
            else
            {
                observation = reporting.Add(_path, count, request, _nowMs);
            }

            _session.Registration.OnStateChanged();
        }

        return Status.Success;
    }

    private Status Put(MessageView request)
    {
        _requests.SuccessCode = CoapCode.Changed;
        bool hasContent = _requests.BodyLength > 0 || request.ContentFormat >= 0;
        if (request.QueryCount == 0)
        {
            return !hasContent ? Status.BadRequest
                : Lwm2mPath.Depth(_path) < 2 ? Status.MethodNotAllowed
                : Write(request, true);
        }

        return hasContent ? Status.BadRequest : WriteAttributes(request);
    }

    private Status WriteAttributes(MessageView request)
    {
        Status status = Find(AccessRight.Read);
        if (status != Status.Success)
        {
            return status;
        }

        int row = _finder.Row;
        int resourceId = Lwm2mPath.ResourceId(_path);
        if (row != 0 && !_finder.Object.Has(Lwm2mPath.InstanceId(_path), resourceId))
        {
            return Status.NotFound;
        }

        status = _session.Attributes.Apply(
            _path, row != 0 && ResourceType.IsNumeric(row), request);
        _session.Reporting.OnAttributesChanged();
        _session.Registration.OnStateChanged();
        return status;
    }

    /// <summary>Write, and Write-Composite, for which the right to each value is asked for.
    /// </summary>
    private Status Write(MessageView request, bool isReplace)
    {
        bool isComposite = _path == Lwm2mPath.Root;
        Status status = isComposite ? Status.Success : Find(AccessRight.Write);
        if (status == Status.Success)
        {
            status = _writer.Open(_path, request.ContentFormat, _requests);
        }

        if (status == Status.Success)
        {
            status = _writer.Check(_path, isComposite ? _session.Account.ServerId : 0);
        }

        // A body in blocks is gone when its last block is repeated.
        if (status == Status.Success)
        {
            status = _session.Pending.IsTaken ? Status.ServiceUnavailable
                : !isReplace || request.Block1 > 15 ? _requests.EnterOnce()
                : Status.Success;
        }

        if (status == Status.Success)
        {
            status = _writer.Commit(_path, isReplace);
        }

        return status == Status.Pending ? _requests.Suspend(_writer.Pending) : status;
    }

    private Status Post(MessageView request)
    {
        int depth = Lwm2mPath.Depth(_path);
        if (depth == 1)
        {
            return Create(request);
        }

        _requests.SuccessCode = CoapCode.Changed;
        Status status = _finder.Find(_path);
        if (status != Status.Success)
        {
            return status;
        }

        int row = _finder.Row;
        if ((row & Operations.Execute) != 0)
        {
            return depth == 3 ? Execute(request) : Status.MethodNotAllowed;
        }

        // A partial update needs something that has parts. To anything else a POST is an Execute
        // of what cannot be executed, and its arguments must not become a value.
        bool hasParts = depth == 2 || (depth == 3 && (row & ResourceType.Multiple) != 0);
        return !hasParts ? Status.MethodNotAllowed
            : request.ContentFormat < 0 ? Status.BadRequest
            : Write(request, false);
    }

    /// <summary>
    /// Create: the content names the instance, or leaves that to the client. What cannot be
    /// written after all leaves no instance behind.
    /// </summary>
    private Status Create(MessageView request)
    {
        Status status = Find(AccessRight.Create);
        Lwm2mObject target = _finder.Object;
        int instanceId = Lwm2mPath.NoId;
        if (status == Status.Success && request.ContentFormat >= 0)
        {
            long first;
            status = _writer.Open(_path, request.ContentFormat, _requests);
            if (status == Status.Success && _writer.Next(out first) == Status.Success)
            {
                instanceId = Lwm2mPath.InstanceId(first);
            }
        }

        if (status != Status.Success)
        {
            return status;
        }

        if (instanceId == Lwm2mPath.NoId)
        {
            for (instanceId = 0; target.IndexOfInstance(instanceId) >= 0; instanceId++)
            {
            }
        }

        long path = Lwm2mPath.Of(target.ObjectId, instanceId);
        status = target.CheckCreate(instanceId);
        if (status == Status.Success)
        {
            _finder.Created = path;
            status = request.ContentFormat < 0 || target.IndexOfInstance(instanceId) >= 0
                    ? Status.BadRequest
                : target.IsFull || _session.Pending.IsTaken ? Status.ServiceUnavailable
                : _writer.Check(path, 0);
            _finder.Created = Lwm2mPath.Root;
        }

        return status == Status.Success ? Create(target, instanceId, path) : status;
    }

    private Status Create(Lwm2mObject target, int instanceId, long path)
    {
        IAccessRights rights = _workspace.Rights;
        Status status = _requests.EnterOnce();
        if (status != Status.Success
            || (rights != null && !rights.Enter(_session.Account.ServerId, path)))
        {
            return Status.ServiceUnavailable;
        }

        status = target.Create(instanceId);
        if (status == Status.Success)
        {
            _requests.Path = path;
            _requests.SuccessCode = CoapCode.Created;
            status = _writer.Commit(path, false);
            if (status == Status.Pending)
            {
                return _requests.Suspend(_writer.Pending);
            }

            if (status != Status.Success)
            {
                target.Delete(instanceId);
            }
        }

        if (status != Status.Success && rights != null)
        {
            rights.OnRemoved(path);
        }

        return status;
    }

    private Status Delete()
    {
        if (Lwm2mPath.Depth(_path) != 2)
        {
            return Status.MethodNotAllowed;
        }

        _requests.SuccessCode = CoapCode.Deleted;
        Status status = Find(AccessRight.Delete);
        if (status == Status.Success)
        {
            status = _requests.EnterOnce();
        }

        return status == Status.Success
            ? _finder.Object.Delete(Lwm2mPath.InstanceId(_path))
            : status;
    }

    private Status Execute(MessageView request)
    {
        Status status = Find(AccessRight.Execute);
        if (status != Status.Success)
        {
            return status;
        }

        Lwm2mObject target = _finder.Object;
        int instanceId = Lwm2mPath.InstanceId(_path);
        int resourceId = Lwm2mPath.ResourceId(_path);
        if (!target.Has(instanceId, resourceId))
        {
            return Status.NotFound;
        }

        if (request.ContentFormat > ContentFormat.Text)
        {
            return Status.UnsupportedContentFormat;
        }

        int start = _requests.BodyOffset;
        ExecuteArguments arguments = _workspace.Arguments;
        if (!arguments.Parse(_requests.Body, start, start + _requests.BodyLength))
        {
            return Status.BadRequest;
        }

        status = _session.Pending.IsTaken ? Status.ServiceUnavailable : _requests.EnterOnce();
        if (status == Status.Success)
        {
            status = target.Execute(instanceId, resourceId, arguments);
            _requests.Executed = target;
        }

        return status == Status.Pending ? _requests.Suspend(target) : status;
    }

    /// <summary>Finds what the path names, and asks for the server's right to it.</summary>
    private Status Find(int right)
    {
        Status status = _finder.Find(_path);
        return status == Status.Success
            && !_workspace.Allows(_session.Account.ServerId, _path, right)
            ? Status.Unauthorized
            : status;
    }
}
