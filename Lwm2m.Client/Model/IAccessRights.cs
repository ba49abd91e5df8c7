// Who may do what (OMA LwM2M Core 1.1 §8.2). The interfaces ask before every operation; the Access
// Control object answers.

namespace Lwm2m.Client.Model;

/// <summary>Knows the rights of the servers.</summary>
internal interface IAccessRights
{
    /// <summary>
    /// Whether a server has a right to the object instance that a path is in. Of an object it is
    /// Create that is asked for; anything else it allows, and each of its instances is to be asked
    /// for. Discover is always allowed, so nobody asks.
    /// </summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="path">The path of the operation, or of one of its targets.</param>
    /// <param name="right">One bit of <see cref="AccessRight"/>.</param>
    bool Allows(int serverId, long path, int right);

    /// <summary>
    /// Makes a server the owner of an object instance that it is about to create; false if there
    /// is no room (5.03).
    /// </summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="path">The path of the object instance.</param>
    bool Enter(int serverId, long path);

    /// <summary>An object instance is no more, or has not come about: nobody has rights to it.
    /// </summary>
    void OnRemoved(long path);
}
