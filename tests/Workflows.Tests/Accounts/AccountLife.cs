using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Tests.Accounts;

/// <summary>One person's access: what is recorded of it, and when it ends.</summary>
public class AccountLife
{
    private static readonly Sealed Name = new(new("account-1"), new byte[] { 1, 2, 3 });
    private static readonly Sealed Other = new(new("account-1"), new byte[] { 4 });
    private static readonly Account Opened = Do(Account.Initial, new AccountCommand.Open(Name, null));

    public static TheoryData<AccountCommand> Repeatable =>
        [
            new AccountCommand.Open(Name, null),
            new AccountCommand.Rename(Other, Name),
            new AccountCommand.GrantRight(new("quan-tri")),
            new AccountCommand.TakeRight(new("quan-tri")),
            new AccountCommand.Lock(),
            new AccountCommand.Unlock(),
        ];

    [Theory]
    [MemberData(nameof(Repeatable))]
    public void Repeating_a_change_records_nothing(AccountCommand command)
    {
        var state = Do(Do(Opened, new AccountCommand.GrantRight(new("khac"))), command);

        Account.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<AccountEvent>.Accepted>().Events.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public void Nothing_happens_to_an_account_that_was_not_opened(AccountCommand command)
    {
        if (command is not AccountCommand.Open)
        {
            Refusal(Account.Initial, command).ShouldBe(AccountRefusals.Unknown);
        }
    }

    [Fact]
    public void Failures_are_counted_until_a_sign_in_succeeds()
    {
        var failed = new AccountCommand.FailSignIn(SignInChannel.Page, SignInFailure.WrongPassword);
        var state = Do(Do(Opened, failed), failed);

        state.Failures.ShouldBe(2);
        Do(state, new AccountCommand.SignIn(SignInChannel.Page)).Failures.ShouldBe(0);
    }

    [Fact]
    public void A_locked_account_does_not_sign_in_until_it_is_unlocked()
    {
        var locked = Do(Opened, new AccountCommand.Lock());

        Refusal(locked, new AccountCommand.SignIn(SignInChannel.Api)).ShouldBe(AccountRefusals.Locked);
        Do(Do(locked, new AccountCommand.Unlock()), new AccountCommand.SignIn(SignInChannel.Api)).IsLocked.ShouldBeFalse();
    }

    [Fact]
    public void A_reset_password_must_be_changed()
    {
        var reset = Do(Opened, new AccountCommand.ResetPassword());

        reset.MustChangePassword.ShouldBeTrue();
        Do(reset, new AccountCommand.SetPassword()).MustChangePassword.ShouldBeFalse();
    }

    [Fact]
    public void Whatever_changes_access_ends_the_sessions_from_before()
    {
        AccountCommand[] ending =
        [
            new AccountCommand.Lock(),
            new AccountCommand.GrantRight(new("quan-tri")),
            new AccountCommand.SetPassword(),
            new AccountCommand.ResetPassword(),
            new AccountCommand.SignOut(),
        ];

        ending.ShouldAllBe(command => Do(Opened, command).Session > Opened.Session);
        Do(Opened, new AccountCommand.SignIn(SignInChannel.Page)).Session.ShouldBe(Opened.Session);
    }

    private static Account Do(Account state, AccountCommand command) =>
        Account.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<AccountEvent>.Accepted>().Events.Aggregate(state, Account.Evolve);

    private static string Refusal(Account state, AccountCommand command) =>
        Account.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<AccountEvent>.Refused>().Refusal.Code;
}
