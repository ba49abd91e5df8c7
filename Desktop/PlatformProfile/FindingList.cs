// Collects findings, each once: a method that calls the same missing member ten times is told once.

namespace PlatformProfile;

internal sealed class FindingList
{
    private readonly HashSet<Finding> _seen = [];
    private readonly List<Finding> _items = [];

    public IReadOnlyList<Finding> Items => _items;

    public void Add(string member, string where, string reason)
    {
        var finding = new Finding(member, where, reason);
        if (_seen.Add(finding))
        {
            _items.Add(finding);
        }
    }
}
