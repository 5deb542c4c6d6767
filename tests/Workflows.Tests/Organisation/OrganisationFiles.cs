using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Workflows.Tests.Organisation;

/// <summary>Loading the organisation from files: all problems at once, all or nothing, and repeatable.</summary>
public class OrganisationFiles
{
    private static readonly Guid Command = new(5, 0, 0, new byte[8]);

    private static readonly ImportFile[] Csv =
    [
        new(
            "units.csv",
            "\uFEFFid;name;shortName;level;levelWord;parent;external;from;to;successors;basis\r\n"
                + "tinh-a;Tỉnh A;;tinh;tỉnh;;;2025-01-01;;;\r\n"
                + "xa-a;\"Xã \"\"A\"\"; cũ\";;xa;xã;tinh-a;;2025-01-01;2025-06-30;xa-b;Nghị quyết 1\r\n"
                + "xa-b;Xã B;B;xa;xã;tinh-a;;2025-07-01;;;\r\n"
                + ";;;;;;;;;;\r\n"
                + "xa-b;Phường B;B;xa;phường;tinh-a;;2026-01-01;;;\r\n"
        ),
        new(
            "functions.csv",
            "unit,function,office,from,to\nxa-a,lanh-dao,Chủ tịch UBND xã A,2025-01-01,\nxa-b,lanh-dao,Chủ tịch UBND xã B,2025-07-01,\n"
        ),
        new("people.csv", "userName,name,phone\nan.nguyen,Nguyễn Văn An,0900 000 001\n"),
        new(
            "appointments.csv",
            "userName\tunit\tfunction\ttitle\tfrom\tto\nan.nguyen\txa-a\tlanh-dao\tChủ tịch\t2025-01-01\t2025-06-30\nan.nguyen\txa-b\tlanh-dao\tChủ tịch\t2025-07-01\t\n"
        ),
    ];

    [Fact]
    public void Tables_are_read_with_comma_semicolon_or_tab_and_quotes()
    {
        var prepared = Prepare(OrganisationState.Initial, Csv);
        var state = Apply(OrganisationState.Initial, prepared);

        state.Unit(new("xa-a"))!.NameOn(Demo.Day("2025-02-01")).Value.ShouldBe("Xã \"A\"; cũ");
        state.SuccessorsOn(new("xa-a"), Demo.Day("2025-07-01")).Single().Id.Value.ShouldBe("xa-b");
        state.Unit(new("xa-b"))!.NameOn(Demo.Day("2026-01-01")).Value.ShouldBe("Phường B");
        state.Unit(new("xa-b"))!.On(Demo.Day("2026-01-01")).LevelWord.Value.ShouldBe("phường");
        var an = prepared.People.Single();
        an.Person.ShouldBe(new PersonRow("an.nguyen", "Nguyễn Văn An", "0900 000 001"));
        state.AppointmentsOf(an.Account, Demo.Day("2025-06-30")).Single().Unit.Value.ShouldBe("xa-a");
        state.AppointmentsOf(an.Account, Demo.Day("2025-07-01")).Single().Unit.Value.ShouldBe("xa-b");
    }

    [Fact]
    public void Reading_the_same_files_again_changes_nothing()
    {
        var first = Prepare(OrganisationState.Initial, Csv);
        var state = Apply(OrganisationState.Initial, first);
        var again = OrganisationImport
            .Prepare(Read(Csv), state, userName => userName == "an.nguyen" ? first.People[0].Account : null, Guid.Empty)
            .Value.ShouldNotBeNull();

        again.People.ShouldBeEmpty();
        OrganisationDecider.Events(again.Changes, state).ShouldBeEmpty();
    }

    [Fact]
    public void One_row_of_many_read_again_alone_or_in_another_order_is_the_same_fact()
    {
        var first = Prepare(OrganisationState.Initial, Csv);
        var state = Apply(OrganisationState.Initial, first);
        ImportFile alone = new("appointments.csv", "from,userName,unit,function,title\n2025-07-01,an.nguyen,xa-b,lanh-dao,Chủ tịch\n");
        var again = OrganisationImport.Prepare(Read([alone]), state, _ => first.People[0].Account, Guid.Empty).Value.ShouldNotBeNull();

        OrganisationDecider.Events(again.Changes, state).ShouldBeEmpty();
    }

    [Fact]
    public void An_old_file_brings_nobody_back_who_has_left_and_a_day_in_it_moves_the_end()
    {
        var first = Prepare(OrganisationState.Initial, Csv);
        var state = Apply(OrganisationState.Initial, first);
        var held = state.Holders(new("xa-b"), new("lanh-dao"), Demo.Day("2025-07-01")).Single();
        state = OrganisationState.Evolve(state, new OrganisationEvent.AppointmentsEnded([new(held.Id, Demo.Day("2025-09-30"))]));
        OrganisationChanges Again(ImportFile[] files) =>
            OrganisationImport
                .Prepare(Read(files), state, userName => userName == "an.nguyen" ? first.People[0].Account : null, Guid.Empty)
                .Value.ShouldNotBeNull()
                .Changes;

        OrganisationDecider.Events(Again(Csv), state).ShouldBeEmpty();
        ImportFile later = new(
            "appointments.csv",
            "from,to,userName,unit,function,title\n2025-07-01,2025-12-31,an.nguyen,xa-b,lanh-dao,Chủ tịch\n"
        );
        OrganisationDecider
            .Events(Again([later]), state)
            .Aggregate(state, OrganisationState.Evolve)
            .Appointment(held.Id)!
            .To.ShouldBe(Demo.Day("2025-12-31"));
    }

    [Fact]
    public void Repeating_the_import_itself_opens_the_same_accounts()
    {
        Prepare(OrganisationState.Initial, Csv).People.ShouldBe(Prepare(OrganisationState.Initial, Csv).People);
    }

    [Fact]
    public void The_demo_can_be_loaded_twice_without_effect()
    {
        var accounts = Demo.Prepared.People.ToDictionary(person => person.Person.UserName, person => (AccountId?)person.Account);
        var again = OrganisationImport
            .Prepare(Demo.Document, Demo.Organisation, userName => accounts.GetValueOrDefault(userName), Guid.Empty)
            .Value.ShouldNotBeNull();

        OrganisationDecider.Events(again.Changes, Demo.Organisation).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_set_right_in_the_file_is_a_new_fact_about_the_same_unit()
    {
        var state = Apply(OrganisationState.Initial, Prepare(OrganisationState.Initial, Csv));
        var corrected = Csv.Select(file => file with { Text = file.Text.Replace("Tỉnh A", "tỉnh A") }).ToArray();
        var events = OrganisationDecider.Events(Prepare(state, corrected).Changes, state);

        events.OfType<OrganisationEvent.UnitsChanged>().Single().Versions.Single().Name.Value.ShouldBe("tỉnh A");
        events.OfType<OrganisationEvent.UnitsRegistered>().ShouldBeEmpty();
    }

    [Fact]
    public void Every_problem_of_form_in_every_file_is_found_at_once()
    {
        OrganisationFile
            .Read(
                new ImportFile(
                    "units.csv",
                    "id,name,level,levelWord,from,mau\nTinh A,Tỉnh A,tinh,tỉnh,2025-01-01,x\nxa-a,,thon,xã,01/01/2025,x\nxa-b,Xã B\n"
                ),
                new ImportFile("people.csv", "userName,name\nAn Nguyễn,Nguyễn Văn An\nan.nguyen,A\nan.nguyen,B\n"),
                new ImportFile("nguoi.txt", ""),
                new ImportFile("them.yaml", "format: 1\nfunctions:\n  - { unit: xa-a, function: x }\nnguoi: []\n"),
                new ImportFile("appointments.csv", "")
            )
            .Problems.Select(problem => $"{problem.File}:{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "units.csv:2 id file.not-a-code",
                    "units.csv:2 mau file.unknown-key",
                    "units.csv:3 name file.missing",
                    "units.csv:3 level file.not-one-of",
                    "units.csv:3 from file.not-a-date",
                    "units.csv:3 mau file.unknown-key",
                    "units.csv:4  file.syntax",
                    "people.csv:2 userName file.not-a-code",
                    "people.csv:4 userName file.repeated",
                    "nguoi.txt:0  file.not-one-of",
                    "them.yaml:3 functions[0].office file.missing",
                    "them.yaml:3 functions[0].from file.missing",
                    "them.yaml:4 nguoi file.unknown-key",
                    "appointments.csv:1  file.missing",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Everything_that_does_not_hold_together_is_found_at_once_with_file_line_and_column()
    {
        ImportFile[] files =
        [
            new(
                "a.yaml",
                """
                format: 1
                units:
                  - { id: tinh-a, name: Tỉnh A, level: tinh, levelWord: tỉnh, from: 2025-01-01, to: 2025-06-30, successors: [tinh-x] }
                  - { id: xa-a, name: Xã A, level: xa, levelWord: xã, parent: tinh-a, from: 2025-01-01 }
                  - { id: xa-b, name: Xã B, level: xa, levelWord: xã, parent: xa-a, from: 2025-01-01 }
                  - { id: xa-c, name: Xã C, level: xa, levelWord: xã, parent: tinh-y, from: 2025-01-01 }
                  - { id: xa-c, name: Xã C, level: huyen, levelWord: huyện, from: 2025-02-01 }
                functions:
                  - { unit: xa-z, function: lanh-dao, office: Chủ tịch, from: 2025-01-01 }
                  - { unit: xa-a, function: lanh-dao, office: Chủ tịch, from: 2024-01-01, to: 2023-01-01 }
                appointments:
                  - { userName: ai.do, unit: xa-a, function: lanh-dao, title: Chủ tịch, from: 2025-01-01 }
                people:
                  - { userName: an, name: An }
                """
            ),
            new(
                "appointments.csv",
                "userName,unit,function,title,from,to\nan,xa-a,van-thu,Văn thư,2025-01-01,\nan,xa-a,lanh-dao,Chủ tịch,2024-06-01,\n"
            ),
        ];

        OrganisationImport
            .Prepare(Read(files), OrganisationState.Initial, _ => null, Command)
            .Problems.Select(problem => $"{problem.File}:{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "a.yaml:3 successors org.successor-unknown",
                    "a.yaml:3 to org.child-left",
                    "a.yaml:5 parent org.parent-not-above",
                    "a.yaml:6 parent org.parent-unknown",
                    "a.yaml:7 level org.unit-differs",
                    "a.yaml:9 unit org.unit-unknown",
                    "a.yaml:10 from org.before-first-day",
                    "a.yaml:10 to org.ends-before-it-begins",
                    "a.yaml:12 userName file.unknown-reference",
                    "appointments.csv:2 function org.function-not-bound",
                    "appointments.csv:3 from org.before-first-day",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void An_import_with_one_problem_records_nothing()
    {
        var changes = Demo.Prepared.Changes;
        var broken = changes with { Units = [.. changes.Units.Skip(1)] };

        OrganisationDecider
            .Decide(new OrganisationCommand.Import(broken), Demo.By(), OrganisationState.Initial)
            .ShouldBeOfType<Decision<OrganisationEvent>.Refused>();
    }

    private static OrganisationDocument Read(ImportFile[] files) => OrganisationFile.Read(files).Value.ShouldNotBeNull();

    private static PreparedImport Prepare(OrganisationState state, ImportFile[] files) =>
        OrganisationImport.Prepare(Read(files), state, _ => null, Command).Value.ShouldNotBeNull();

    private static OrganisationState Apply(OrganisationState state, PreparedImport prepared) =>
        OrganisationDecider
            .Decide(new OrganisationCommand.Import(prepared.Changes), Demo.By(), state)
            .ShouldBeOfType<Decision<OrganisationEvent>.Accepted>()
            .Events.Aggregate(state, OrganisationState.Evolve);
}
