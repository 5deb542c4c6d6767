using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Api;

/// <summary><c>/api/v1</c>: JSON over the same desks as the pages.</summary>
public static class ApiComposition
{
    /// <summary>Where it is.</summary>
    public const string Root = "/api/v1";

    /// <summary>JSON, OpenAPI and problem answers.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(options => Configure(options.SerializerOptions));
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "PhongTrao",
                            Version = "v1",
                            Description =
                                "Hồ sơ đề nghị khen thưởng phong trào Toàn dân bảo vệ an ninh Tổ quốc. Days are yyyy-MM-dd in Hà Nội, instants ISO 8601; "
                                + "ids are 32 hexadecimal digits. Idempotency-Key (a UUID) makes an act repeatable; If-Match with the ETag of a dossier, "
                                + "tờ trình or decision refuses to act on what has changed since (412).",
                        };
                        document.Components ??= new OpenApiComponents();
                        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                        document.Components.SecuritySchemes["Bearer"] = new OpenApiSecurityScheme
                        {
                            Type = SecuritySchemeType.Http,
                            Scheme = "bearer",
                            Description = "From POST /api/v1/tokens.",
                        };
                        document.Security =
                        [
                            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("Bearer", document)] = [] },
                        ];
                        return Task.CompletedTask;
                    }
                );
                options.AddSchemaTransformer(CodesAndIds);
            }
        );
        return services;
    }

    /// <summary>Maps everything under <see cref="Root"/> and the OpenAPI document.</summary>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").Requires(Act.Public);
        var api = app.MapGroup(Root);
        api.MapSession();
        api.MapNotices();
        if (app.ServiceProvider.GetRequiredService<Settings>().IsDevelopment)
        {
            api.MapDevelopmentClock();
        }

        api.MapDossiers();
        api.MapFilings();
        api.MapTasks();
        api.MapProposals();
        api.MapDecisions();
        api.MapPastDecisions();
        api.MapSubjects();
        api.MapSittings();
        api.MapInspections();
        api.MapSupervision();
        api.MapPapers();
        api.MapTemplates();
        api.MapTitles();
        api.MapRegisters();
        api.MapRules();
        api.MapDuties();
        api.MapFigures();
        api.MapCalendar();
        api.MapJobs();
        api.MapStatistics();
        api.MapHouse();
        return app;
    }

    /// <summary>How the API writes JSON.</summary>
    internal static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
    }

    // Codes and ids are written as text; their types' own members say nothing.
    private static Task CodesAndIds(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isCode = type.GetInterfaces().Any(i => i.IsGenericType && i.Name is "ICode`1");
        var isId = type.GetInterfaces().Any(i => i.IsGenericType && i.Name is "IId`1");
        if (isCode || isId)
        {
            schema.Type = JsonSchemaType.String;
            schema.Properties?.Clear();
            schema.Required?.Clear();
            schema.Pattern = isId ? "^[0-9a-f]{32}$" : null;
        }

        return Task.CompletedTask;
    }
}
