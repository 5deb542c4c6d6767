using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>What is written of a route is read as the same route.</summary>
public sealed class RouteTexts
{
    [Fact]
    public void Every_shipped_route_is_written_as_it_is_read()
    {
        foreach (var (route, _) in RouteFile.Shipped())
        {
            var text = RouteFile.Write(route);
            var read = RouteFile.Read(text);
            read.Problems.ShouldBeEmpty(text);
            Json(read.Value!).ShouldBe(Json(route));
            RouteFile.Write(read.Value!).ShouldBe(text);
        }
    }

    [Fact]
    public void Odd_outcomes_votes_names_and_types_come_back()
    {
        var route = RouteFile.Shipped()[0].Definition;
        var first = route.Steps[0];
        var odd = route with
        {
            Name = new("Tên có \"ngoặc\", dấu: hai chấm # và \\ xiên"),
            Types = [new("dot-xuat"), new("tong-ket")],
            OnRequest = true,
            Steps =
            [
                first with
                {
                    Outcomes = new Dictionary<OutcomeCode, RouteTarget>(first.Outcomes)
                    {
                        [Outcomes.Fail] = RouteTarget.To(route.Steps[2].Id),
                        [new("chuyen-thang")] = RouteTarget.To(route.Steps[3].Id),
                    },
                },
                .. route.Steps.Skip(1),
            ],
        };
        Json(RouteFile.Read(RouteFile.Write(odd)).Value!).ShouldBe(Json(odd));
    }

    private static string Json(RouteDefinition route) =>
        JsonSerializer.Serialize<RouteEvent.Drafted>(
            new(route, new(new string('0', 64))),
            (System.Text.Json.Serialization.Metadata.JsonTypeInfo<RouteEvent.Drafted>)
                EventJson.Default.GetTypeInfo(typeof(RouteEvent.Drafted))!
        );
}
