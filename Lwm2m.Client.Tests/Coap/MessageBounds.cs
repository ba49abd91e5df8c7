// What must hold of every message that MessageView has accepted: all that it offers lies inside
// the datagram, and the walks over repeated options stay there.

using Lwm2m.Client.Coap;

namespace Lwm2m.Client.Tests;

/// <summary>Checks a parsed message.</summary>
internal static class MessageBounds
{
    /// <summary>What is wrong with a view of <c>buffer[start..end)</c>, or null.</summary>
    public static string FaultOf(MessageView view, MessageKind kind, int start, int end)
    {
        if (kind == MessageKind.Garbage || kind == MessageKind.Malformed)
        {
            return null;
        }

        if (kind == MessageKind.Empty)
        {
            return end - start == 4 && view.Code == 0 ? null : "empty message with something in it";
        }

        if (view.TokenLength < 0 || view.TokenLength > 8 || view.TokenOffset != start + 4
            || view.TokenOffset + view.TokenLength > end)
        {
            return "token outside";
        }

        int optionsEnd = view.PayloadLength > 0 ? view.PayloadOffset - 1 : end;
        if (view.PayloadLength < 0 || view.PayloadOffset + view.PayloadLength != end
            || optionsEnd < view.TokenOffset + view.TokenLength)
        {
            return "payload outside";
        }

        int first = view.TokenOffset + view.TokenLength;
        return !IsInside(view, view.PathCount, view.PathStart, first, optionsEnd) ? "path outside"
            : !IsInside(view, view.QueryCount, view.QueryStart, first, optionsEnd)
            ? "query outside"
            : !IsInside(view, view.LocationCount, view.LocationStart, first, optionsEnd)
            ? "location outside"
            : view.Observe < -1 || view.Observe > 0xFFFFFF || view.Accept < -1
            || view.Accept > 0xFFFF || view.ContentFormat < -1 || view.ContentFormat > 0xFFFF
            || view.Block1 < -1 || view.Block1 > 0xFFFFFF || view.Block2 < -1
            || view.Block2 > 0xFFFFFF || view.Size1 < -1
            ? "number out of range"
            : null;
    }

    private static bool IsInside(MessageView view, int count, int position, int first, int end)
    {
        for (int i = 0; i < count; i++)
        {
            if (position < first || position >= end)
            {
                return false;
            }

            int next = view.Segment(position);
            if (view.SegmentOffset <= position || view.SegmentLength < 0 || next > end
                || view.SegmentOffset + view.SegmentLength != next)
            {
                return false;
            }

            position = next;
        }

        return true;
    }
}
