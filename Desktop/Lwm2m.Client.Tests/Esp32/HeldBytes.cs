// Finds every byte array that an object holds, however deep, to see what a Wipe has left.

using System.Reflection;

namespace Lwm2m.Client.DesktopTests.Esp32;

internal static class HeldBytes
{
    /// <summary>The arrays, each once.</summary>
    internal static IReadOnlyCollection<byte[]> Of(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var found = new List<byte[]>();
        Visit(root);
        return found;

        void Visit(object? value)
        {
            if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum
                || !seen.Add(value))
            {
                return;
            }

            if (value is byte[] bytes)
            {
                found.Add(bytes);
            }
            else if (value is Array array)
            {
                foreach (object? element in array)
                {
                    Visit(element);
                }
            }
            else
            {
                foreach (FieldInfo field in value.GetType().GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    Visit(field.GetValue(value));
                }
            }
        }
    }
}
