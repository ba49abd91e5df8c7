// The operations of the device management interface (OMA LwM2M Core 1.1 §6.3), and Observe, which
// comes the same way (§6.4.1). What must not be done twice is noted before it is done.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class DeviceManagement
{
    private Status Read(MessageView request)
    {
        Status status = Reader.Append(_session.Account.ServerId, _path, request.Accept);
        return status == Status.Pending ? _requests.Suspend(_finder.Object) : status;
    }

    /// <summary>Observe and its cancellation (RFC 7641 §3.6, §4.1).</summary>
    private Status Observe(MessageView request)
    {
        InformationReporting reporting = _session.Reporting;
        int observation = -1;
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

            _workspace.Paths[0] = _path;
            if (request.Observe == 1)
            {
                reporting.Cancel(1, request);
            }
            else
            {
                observation = reporting.Add(1, request.Accept, request, _nowMs);
            }
        }

        if (observation >= 0)
        {
            _workspace.Message.AddOption(CoapOption.Observe, reporting.TakeSequence());
        }

        Status status = Reader.Append(_session.Account.ServerId, _path, request.Accept);
        if (observation >= 0)
        {
            if (status == Status.Success)
            {
                reporting.OnObserved(observation, _nowMs);
            }
            else
            {
                reporting.Remove(observation);
            }
        }

        if (status >= Status.BadRequest)
        {
            _requests.ForgetOnce();
        }

        return status == Status.Pending ? _requests.Suspend(_finder.Object) : status;
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
        _session.Reporting.Reschedule(_nowMs);
        return status;
    }

    private Status Write(MessageView request, bool isReplace)
    {
        Status status = Find(AccessRight.Write);
        if (status != Status.Success)
        {
            return status;
        }

        status = _writer.Check(_path, request.ContentFormat, _requests);
        Lwm2mObject target = _finder.Object;
        if (status == Status.Success && _session.Pending.IsTaken)
        {
            status = Status.ServiceUnavailable;
        }

        // A body in blocks is gone when its last block is repeated.
        if (status == Status.Success && (!isReplace || request.Block1 > 15))
        {
            status = _requests.EnterOnce();
        }

        if (status == Status.Success)
        {
            status = _writer.Commit(_path, isReplace, request.ContentFormat);
        }

        return status == Status.Pending ? _requests.Suspend(target) : status;
    }

    private Status Post(MessageView request)
    {
        _requests.SuccessCode = CoapCode.Changed;
        Status status = _finder.Find(_path);
        if (status != Status.Success)
        {
            return status;
        }

        int row = _finder.Row;
        int depth = Lwm2mPath.Depth(_path);
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
    /// <summary>Looks the path up, and whether the server has a right to it (§8.2).</summary>
    private Status Find(int right)
    {
        Status status = _finder.Find(_path);
        return status != Status.Success
            || _workspace.Allows(_session.Account.ServerId, _path, right)
            ? status
            : Status.Unauthorized;
    }
}
