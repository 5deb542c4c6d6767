using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Every act that can be done on many tasks, over the API: ids or a filter, a result for each, what was refused tried again.</summary>
public sealed class WhenManyTasksAreDoneByPrograms
{
    [Fact]
    public async Task From_claiming_to_the_archive_every_act_has_a_result_for_each_task()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var (police, head) = (await service.AsAsync("xa.congan"), await service.AsAsync("xa.lanhdao"));
        var dossiers = await SubmitAsync(xa, "Điểu Thị Nở", "Đặng Văn Ước", "Võ Văn Ễnh");

        // Handed on by whoever heads the unit, all to one person.
        var tasks = await TasksAsync(police, dossiers);
        var handed = await DoneAsync(
            head,
            new
            {
                act = "chuyen-xu-ly",
                tasks,
                to = await AccountAsync(police),
            },
            3
        );
        handed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("dossier").GetString()).ShouldBe(dossiers);
        (await police.GetAsync("tasks?mine=true")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        foreach (var dossier in dossiers)
        {
            await Walk.PassAsync(police, dossier);
        }

        // Claimed by a filter.
        await DoneAsync(
            head,
            new
            {
                act = "nhan-viec",
                filter = new { act = "propose" },
                expected = 3,
            },
            3
        );
        (await head.GetAsync("tasks?mine=true")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        foreach (var dossier in dossiers)
        {
            await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });
        }

        // Received, each with a number of its own; not where the queue is not what was seen.
        var district = await service.AsAsync("huyen.noivu");
        object receive = new
        {
            act = "tiep-nhan",
            filter = new { act = "receive" },
            expected = 2,
        };
        (await district.PostAsync("tasks/batches", receive)).Refused("batch.changed");
        await DoneAsync(
            district,
            new
            {
                act = "tiep-nhan",
                filter = new { act = "receive" },
                expected = 3,
                returnOn = "2025-05-30",
            },
            3
        );
        var numbers = new HashSet<string>();
        foreach (var dossier in dossiers)
        {
            var receipt = (await district.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("receipts").EnumerateArray().Last();
            numbers.Add(receipt.GetProperty("number").GetString()!);
            receipt.GetProperty("returnOn").GetString().ShouldBe("2025-05-30");
            await Walk.PassAsync(district, dossier);
        }

        numbers.Count.ShouldBe(3);

        // Told; nothing is archived before that, and no step is ended by an act that is not its own.
        await Walk.DecideAsync(await service.AsAsync("huyen.lanhdao"), "huyen-hon-quan", "giay-khen-huyen");
        tasks = await TasksAsync(district, dossiers);
        var early = await BatchAsync(district, new { act = "luu-tru", tasks });
        early.GetProperty("done").GetInt32().ShouldBe(0);
        early.GetProperty("items").EnumerateArray().ShouldAllBe(item => item.GetProperty("code").GetString() == "batch.other-step");
        await DoneAsync(district, new { act = "thong-bao", tasks }, 3);
        (await StatusesAsync(district, dossiers)).ShouldBe(["notified", "notified", "notified"]);
        await DoneAsync(
            district,
            new
            {
                act = "luu-tru",
                filter = new { act = "archive", form = "giay-khen-huyen" },
                expected = 3,
                place = "Kho lưu trữ, giá 3",
            },
            3
        );
        (await StatusesAsync(district, dossiers)).ShouldBe(["archived", "archived", "archived"]);
    }

    [Fact]
    public async Task What_fails_in_the_middle_stops_nothing_and_alone_is_tried_again()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var (police, head) = (await service.AsAsync("xa.congan"), await service.AsAsync("xa.lanhdao"));
        var dossiers = await SubmitAsync(xa, "Điểu Thị Nở", "Đặng Văn Ước", "Võ Văn Ễnh");
        var tasks = await TasksAsync(police, dossiers);

        // Somebody who acts for the same office has taken up the second.
        var neighbour = await service.AsAsync("tanhiep.congan");
        (
            await police.PostAsync(
                "delegations",
                new
                {
                    appointment = (await police.GetAsync("me")).Ok().Json.GetProperty("appointments")[0].GetProperty("id").GetString(),
                    to = "tanhiep.congan",
                    from = "2025-04-14",
                    until = "2025-04-30",
                    number = "12/UQ",
                    date = "2025-04-10",
                }
            )
        ).Ok();
        (await neighbour.PostAsync($"tasks/{tasks[1]}/claim")).Ok();
        var batch = await BatchAsync(police, new { act = "nhan-viec", tasks });
        Results(batch).ShouldBe(["done", "refused", "done"]);
        batch.GetProperty("items")[1].GetProperty("code").GetString().ShouldBe("batch.taken");
        batch.GetProperty("items")[1].GetProperty("why").GetString().ShouldBe("Người khác đã nhận");
        (batch.GetProperty("done").GetInt32(), batch.GetProperty("left").GetInt32()).ShouldBe((2, 1));
        var path = $"tasks/batches/{batch.GetProperty("id").GetString()}";
        var left = (await police.GetAsync($"{path}?left=true")).Ok().Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        left.GetProperty("task").GetString().ShouldBe(tasks[1]);
        var pages = (await police.GetAsync($"{path}?limit=2")).Ok().Json;
        var rest = (await police.GetAsync($"{path}?limit=2&after={pages.GetProperty("next").GetString()}")).Ok().Json;
        rest.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("item").GetInt32().ShouldBe(3);

        // Tried again while nothing has changed, then when it is free; only that one, and once for one key.
        Results((await police.PostAsync($"{path}/retry")).Ok().Json).ShouldBe(["refused"]);
        (await neighbour.PostAsync($"tasks/{tasks[1]}/release")).Ok();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var again = (await police.PostAsync($"{path}/retry", null, key)).Ok();
        again.Status.ShouldBe(HttpStatusCode.Accepted);
        Results(again.Json).ShouldBe(["done"]);
        var same = (await police.PostAsync($"{path}/retry", null, key)).Ok().Json;
        same.GetProperty("id").GetString().ShouldBe(again.Json.GetProperty("id").GetString());
        (await police.GetAsync("tasks?mine=true")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        (await police.PostAsync($"tasks/batches/{again.Json.GetProperty("id").GetString()}/retry")).Refused("batch.nothing");

        // What only the record can say is said at its turn: the second goes has come to an office in which its new owner does not sit.
        await Walk.PassAsync(police, dossiers[1]);
        tasks = await TasksAsync(head, dossiers);
        var mixed = await BatchAsync(
            head,
            new
            {
                act = "chuyen-xu-ly",
                tasks,
                to = await AccountAsync(police),
            }
        );
        Results(mixed).ShouldBe(["done", "refused", "done"]);
        mixed.GetProperty("items")[1].GetProperty("code").GetString().ShouldBe("desk.assignee-not-in-office");
    }

    [Fact]
    public async Task Asked_again_it_is_the_same_batch_and_what_makes_no_sense_is_told()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var dossiers = await SubmitAsync(xa, "Điểu Thị Nở", "Đặng Văn Ước");
        var tasks = await TasksAsync(police, dossiers);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        object all = new
        {
            act = "nhan-viec",
            filter = new { mine = false },
            expected = 2,
        };
        var first = (await police.PostAsync("tasks/batches", all, key)).Ok();
        first.Status.ShouldBe(HttpStatusCode.Accepted);
        Results(first.Json).ShouldBe(["done", "done"]);
        var id = first.Json.GetProperty("id").GetString();
        first.Headers.Location!.OriginalString.ShouldBe($"/api/v1/tasks/batches/{id}");
        await Walk.PassAsync(police, dossiers[0]); // the queue is another by now
        (await police.PostAsync("tasks/batches", all, key)).Ok().Id.ShouldBe(id);
        (await police.PostAsync("tasks/batches", new { act = "nhan-viec", tasks }, key)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );

        // Named, but not there any more, or never.
        var gone = await BatchAsync(police, new { act = "nhan-viec", tasks = new[] { tasks[0], Guid.NewGuid().ToString("N"), tasks[1] } });
        Results(gone).ShouldBe(["refused", "refused", "done"]);
        gone.GetProperty("items")
            .EnumerateArray()
            .Take(2)
            .Select(item => (item.GetProperty("code").GetString(), item.TryGetProperty("dossier", out _)))
            .ShouldBe([("batch.not-open", false), ("batch.not-open", false)], "nothing is said of it");

        // Nobody else sees it; a stranger's own batch over these tasks learns nothing of them.
        var stranger = await service.AsAsync("nhonai.canbo");
        (await stranger.GetAsync($"tasks/batches/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"tasks/batches/{id}/retry")).Status.ShouldBe(HttpStatusCode.NotFound);
        var others = await BatchAsync(stranger, new { act = "nhan-viec", tasks = new[] { tasks[1] } });
        others.GetProperty("items")[0].GetProperty("code").GetString().ShouldBe("batch.not-open");

        foreach (
            var (body, field) in new (object, string)[]
            {
                (new { tasks }, "act"),
                (new { act = "duyet", tasks }, "act"),
                (new { act = "nhan-viec" }, "tasks"),
                (new { act = "nhan-viec", tasks = new[] { "x" } }, "tasks[0]"),
                (new { act = "nhan-viec", filter = new { } }, "expected"),
                (
                    new
                    {
                        act = "nhan-viec",
                        filter = new { act = "x" },
                        expected = 1,
                    },
                    "filter.act"
                ),
                (
                    new
                    {
                        act = "nhan-viec",
                        tasks,
                        filter = new { },
                        expected = 1,
                    },
                    "filter"
                ),
                (new { act = "chuyen-xu-ly", tasks }, "to"),
                (
                    new
                    {
                        act = "tiep-nhan",
                        tasks,
                        on = "31/02/2025",
                    },
                    "on"
                ),
            }
        )
        {
            var answer = await police.PostAsync("tasks/batches", body);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
            answer.Json.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()).ShouldContain(field);
        }
    }

    // Orders a batch of which everything has to be done.
    private static async Task<JsonElement> DoneAsync(Client client, object body, int count)
    {
        var batch = await BatchAsync(client, body);
        Results(batch).ShouldBe(Enumerable.Repeat("done", count), batch.ToString());
        return batch;
    }

    private static async Task<JsonElement> BatchAsync(Client client, object body)
    {
        var answer = (await client.PostAsync("tasks/batches", body)).Ok();
        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        answer.Json.GetProperty("state").GetString().ShouldBe("finished", answer.Text);
        return answer.Json;
    }

    private static List<string> Results(JsonElement batch) =>
        [.. batch.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("result").GetString()!)];

    private static async Task<string> AccountAsync(Client client) =>
        (await client.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!;

    private static async Task<string[]> SubmitAsync(Client preparer, params string[] names)
    {
        var dossiers = new List<string>();
        foreach (var name in names)
        {
            dossiers.Add(await Walk.SubmitAsync(preparer, "giay-khen-huyen", name));
        }

        return [.. dossiers];
    }

    private static async Task<string[]> TasksAsync(Client officer, string[] dossiers)
    {
        var tasks = new List<string>();
        foreach (var dossier in dossiers)
        {
            tasks.Add(await officer.TaskAsync(dossier));
        }

        return [.. tasks];
    }

    private static async Task<List<string>> StatusesAsync(Client client, string[] dossiers)
    {
        var statuses = new List<string>();
        foreach (var dossier in dossiers)
        {
            statuses.Add(await Walk.StatusAsync(client, dossier));
        }

        return statuses;
    }
}
