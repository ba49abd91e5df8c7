// The exceptions of nanoFramework.TestFramework for desktop .NET: an assertion that does not
// hold, and a test that steps aside. The namespaces are those of the package.

namespace TestFrameworkShared
{
    /// <summary>An assertion does not hold.</summary>
    public class AssertFailedException : Exception
    {
        /// <summary>Creates it without a message.</summary>
        public AssertFailedException()
        {
        }

        /// <summary>Creates it with a message.</summary>
        /// <param name="msg">What failed.</param>
        public AssertFailedException(string msg)
            : base(msg)
        {
        }

        /// <summary>Creates it with a message and a cause.</summary>
        /// <param name="msg">What failed.</param>
        /// <param name="ex">The cause.</param>
        public AssertFailedException(string msg, Exception ex)
            : base(msg, ex)
        {
        }
    }
}

namespace nanoFramework.TestFramework
{
    /// <summary>The test, or in a setup the whole class, cannot run here.</summary>
    public class SkipTestException : Exception
    {
        /// <summary>Creates it.</summary>
        /// <param name="message">Why.</param>
        /// <param name="innerException">The cause.</param>
        public SkipTestException(string? message = null, Exception? innerException = null)
            : base(message, innerException)
        {
        }
    }
}
