// A small assembly in miniature for the tests of the layer check: each type of the transport
// layer uses the model, which stands above it, in another way.

#pragma warning disable CS0169, CS0649, CS0219, CA1822

namespace LayerFixture
{
    public class RootType;

    public class Lwm2mClient
    {
        public Interfaces.Top? Top;
    }

    public class Lwm2mService
    {
        public Lwm2mClient? Client;
    }

    public class Climber
    {
        public Transport.Wire? Wire;
    }
}

namespace LayerFixture.Transport
{
    public class Wire
    {
        public RootType? Allowed;
    }

    public class ByBase : Model.Thing;

    public class ByInterface : Model.IThing;

    [Model.Mark]
    public class ByAttribute;

    public class ByField
    {
        private Model.Thing? _field;
    }

    public class ByArray
    {
        private Model.Thing[][]? _field;
    }

    public class ByGeneric
    {
        private List<Dictionary<int, Model.Thing>>? _field;
    }

    public class ByParameter
    {
        public void Take(Model.Thing thing)
        {
        }
    }

    public class ByReturn
    {
        public Model.Thing? Give() => null;
    }

    public class ByBody
    {
        public object Make() => new Model.Thing();
    }

    public class ByStaticField
    {
        public int Get() => Model.Thing.Shared;
    }

    public class ByCast
    {
        public bool Is(object thing) => thing is Model.Thing;
    }

    public class ByTypeOf
    {
        public Type Get() => typeof(Model.Thing);
    }

    public class ByCatch
    {
        public void Run()
        {
            try
            {
                Console.Write("");
            }
            catch (Model.ThingException)
            {
            }
        }
    }

    public class ByGenericMethod
    {
        public Array Get() => Array.Empty<Model.Thing>();
    }

    public class ByNested
    {
        private class Inner
        {
            private Model.Thing? _field;
        }
    }

    public class ByLambda
    {
        public Func<object> Get() => () => new Model.Thing();
    }

    public class ByFacade
    {
        private Lwm2mClient? _client;
    }
}

namespace LayerFixture.Dtls.Record
{
    public class Records
    {
        private Transport.Wire? _allowed;
    }
}

namespace LayerFixture.Model
{
    public interface IThing;

    public class Thing
    {
        public static int Shared;
        private Transport.Wire? _allowed;
    }

    public class ThingException : Exception;

    public class MarkAttribute : Attribute;

    public class MeetsDtls
    {
        private Dtls.Record.Records? _records;
    }
}

namespace LayerFixture.Interfaces
{
    public class Top
    {
        private Model.Thing? _allowed;
        private Dtls.Record.Records? _allowedToo;
    }
}

namespace LayerFixture.Elsewhere
{
    public class NoLayer;
}
