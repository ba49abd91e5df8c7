// Bootstrap-Write (OMA LwM2M Core 1.1 §6.1.7.6): it writes whatever there was before, ignores what
// this client does not know, and leaves nothing of an instance that it does not say.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Content;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class BootstrapOperations
{
    // The walks over what is written.
    private const int Checking = 0;
    private const int Clearing = 1;
    private const int Setting = 2;

    private Status Write(long path, int depth, MessageView request)
    {
        ContentReader reader = _workspace.ReaderOf(request.ContentFormat);
        if (reader == null)
        {
            return Status.UnsupportedContentFormat;
        }

        // Everything is checked before anything changes; then what is written replaces what was
        // there, for what an instance is not given it is not to have.
        int start = _requests.BodyOffset;
        reader.Begin(_requests.Body, start, start + _requests.BodyLength, path);
        Status status = Status.Success;
        for (int step = Checking; step <= Setting && status == Status.Success; step++)
        {
            status = Walk(reader, path, depth, step);
            reader.Rewind();
        }

        return status;
    }

    private Status Walk(ContentReader reader, long path, int depth, int step)
    {
        Status status;
        while ((status = reader.Next()) == Status.Success)
        {
            long at = reader.Path;
            int resourceId = Lwm2mPath.ResourceId(at);
            int row = _target.FindRow(resourceId);
            if (!Lwm2mPath.Contains(path, at) || Lwm2mPath.InstanceId(at) == Lwm2mPath.NoId
                || (resourceId == Lwm2mPath.NoId && reader.HasValue))
            {
                return Status.BadRequest;
            }

            if (step == Clearing)
            {
                _staging.Remove(
                    depth == 3 ? path : Lwm2mPath.Of(_target.ObjectId, Lwm2mPath.InstanceId(at)));
            }
            else if (row == 0 && depth == 3)
            {
                return Status.NotFound;
            }
            else if (row != 0 && reader.HasValue)
            {
                bool isMultiple = (row & ResourceType.Multiple) != 0;
                if (isMultiple != (reader.ResourceInstanceId >= 0) || !reader.Is(row))
                {
                    return Status.BadRequest;
                }

                if (step == Setting && !Set(at, row, reader))
                {
                    return Status.RequestEntityTooLarge;
                }
            }
        }

        return status == Status.NotFound ? Status.Success : Status.BadRequest;
    }

    /// <summary>Sets a value; an empty text or Opaque is one that is not there.</summary>
    private bool Set(long path, int row, ContentReader reader)
    {
        switch (row & ResourceType.TypeMask)
        {
            case ResourceType.String when _target.ObjectId == ObjectId.Server:
                // A binding: UQS means UQ to a client that has no SMS.
                return _staging.Set(
                    path,
                    reader.ValueLength > 1
                        && reader.Buffer[reader.ValueOffset + 1] == Account.Binding[1] ? 1 : 0);
            case ResourceType.String:
            case ResourceType.Opaque:
                return reader.ValueLength == 0 || _staging.Set(
                    path, reader.Buffer, reader.ValueOffset, reader.ValueLength);
            case ResourceType.Boolean:
                return _staging.Set(path, reader.ReadBoolean() ? 1 : 0);
            case ResourceType.ObjectLink:
                return _staging.Set(path, reader.ReadObjectLink());
            default:
                return _staging.Set(path, reader.ReadInteger());
        }
    }
}
