// What protects the page: who is let in, what a response allows the browser, and that nothing in
// the page's own files could turn text into code.

using System.Net;
using System.Text.RegularExpressions;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed partial class PageGuardTests
{
    private const string Folder = "Desktop/Lwm2m.DevServer/wwwroot";

    [Theory]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("192.0.2.1:9000", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example:8080", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_an_address_or_localhost_is_answered(
        string host, HttpStatusCode expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        Assert.Equal(expected, (await session.RequestAsync(
            HttpMethod.Get, "/", null, $"Host: {host}")).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://OWN", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://OWN", HttpStatusCode.NotFound)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.NotFound)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.NotFound)]
    public async Task Another_site_can_do_nothing(
        string header, string value, HttpStatusCode expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        string own = session.Client.BaseAddress!.Authority;
        foreach (HttpMethod method in new[] { HttpMethod.Delete, HttpMethod.Get })
        {
            string address = method == HttpMethod.Get
                ? "/api/content?endpoint=a"
                : "/api/bootstrap?endpoint=a";
            Assert.Equal(expected, (await session.RequestAsync(
                method, address, null, $"{header}: {value.Replace("OWN", own)}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_link_from_another_site_leads_to_the_page_only()
    {
        await using PageSession session = await PageSession.OpenAsync();
        async Task<HttpStatusCode> Get(string path) => (await session.RequestAsync(
            HttpMethod.Get, path, null, "Sec-Fetch-Site: cross-site")).StatusCode;

        Assert.Equal(HttpStatusCode.OK, await Get("/"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/app.js"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/api/definitions"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/api/definitions")]
    [InlineData("/api/commands")]
    public async Task Every_answer_says_what_the_browser_may_do(string path)
    {
        await using PageSession session = await PageSession.OpenAsync();
        HttpResponseMessage response = await session.RequestAsync(HttpMethod.Get, path);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("require-trusted-types-for 'script'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff",
            Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Every_file_of_the_page_is_served_as_what_it_is()
    {
        await using PageSession session = await PageSession.OpenAsync();
        string[] files = [.. RepositoryFiles.Under(Folder, "")];
        Assert.Contains($"{Folder}/index.html", files);
        foreach (string file in files)
        {
            string path = file[Folder.Length..];
            HttpResponseMessage response = await session.RequestAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Path.GetExtension(file) switch
            {
                ".html" => "text/html",
                ".js" => "text/javascript",
                ".css" => "text/css",
                ".svg" => "image/svg+xml",
                _ => "text/plain",
            }, response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, file)),
                await response.Content.ReadAsByteArrayAsync(
                    TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.NotModified, (await session.RequestAsync(
                HttpMethod.Get, path, null, $"If-None-Match: {response.Headers.ETag}"))
                .StatusCode);
        }
    }

    [Theory]
    [InlineData("/..%2f..%2fProgram.cs")]
    [InlineData("/wwwroot/index.html")]
    [InlineData("/index.html/")]
    [InlineData("/OmaFacts.tsv")]
    public async Task Nothing_else_is_served(string path)
    {
        await using PageSession session = await PageSession.OpenAsync();
        HttpResponseMessage response = await session.RequestAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public void No_file_of_the_page_makes_code_or_markup_of_text()
    {
        string[] own = [.. RepositoryFiles.Under(Folder, ".js"),
            .. RepositoryFiles.Under(Folder, ".html")];
        Assert.True(own.Length > 10);
        RepositoryFiles.AssertNone(own.SelectMany(file => Dangerous()
            .Matches(RepositoryFiles.Read(file)).Select(match => $"{file}: {match.Value}")));
    }

    [Theory]
    [InlineData("a.innerHTML = b", true)]
    [InlineData("eval(x)", true)]
    [InlineData("<p onclick=\"x\">", true)]
    [InlineData("<p style=\"x\">", true)]
    [InlineData("<script>", true)]
    [InlineData("<script src=\"app.js\">", false)]
    [InlineData("a.textContent = b", false)]
    public void Such_a_thing_is_found(string text, bool isFound) =>
        Assert.Equal(isFound, Dangerous().IsMatch(text));

    [Fact]
    public void Only_the_web_layer_knows_the_web_server()
    {
        const string server = "Desktop/Lwm2m.DevServer";
        string[] users = [.. RepositoryFiles.Under(server, ".cs")
            .Where(file => RepositoryFiles.Read(file).Contains("Microsoft.AspNetCore"))];
        Assert.NotEmpty(users);
        Assert.All(users, file => Assert.StartsWith($"{server}/Web/", file));
    }

    [Fact]
    public void What_others_have_written_comes_with_its_licence()
    {
        string licence = RepositoryFiles.Read($"{Folder}/uplot/LICENSE.txt");
        Assert.Contains("The MIT License", licence);
        Assert.Contains("uPlot", RepositoryFiles.Read($"{Folder}/uplot/uPlot.iife.min.js"));
    }

    [GeneratedRegex(@"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\b"
        + @"|srcdoc|createContextualFragment|<[a-z][^>]* (on[a-z]+|style)=|<script>")]
    private static partial Regex Dangerous();
}
