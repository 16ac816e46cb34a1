// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/auditstore.h"
#include "db/causestore.h"
#include "db/queuestore.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using db::CauseRule;
using db::CauseStore;
using Action = db::CauseRule::Action;

namespace {

CauseRule rule(Action action, const QDateTime &until = {}, const QString &fingerprint = u"f1"_s)
{
    CauseRule made;
    made.fingerprint = fingerprint;
    made.cause = Cause::Timeout;
    made.action = action;
    made.reason = u"The host moved."_s;
    made.until = until;
    made.actor = u"me@here"_s;
    made.createdAt = at();
    return made;
}

//! v1 and v2 failed alike and wait, v3 failed otherwise, v4 waits untried, v5 failed alike and runs again.
void fill(TestWorkspace &workspace)
{
    for (int i = 1; i <= 5; ++i)
        workspace.addVehicle(i);
    const auto failed = [&](const QString &vehicle, const QString &fingerprint, const QVariantMap &more) {
        QVariantMap columns{{u"cause"_s, u"timeout"_s}, {u"fingerprint"_s, fingerprint}};
        columns.insert(more);
        workspace.addQueued(vehicle, Step::BackfillImages, columns);
        workspace.run(
            u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, is_final, "
            "last_attempt_at) VALUES (?, 'backfill_images', 'failed', 'timeout', ?, 0, '2026-01-01')"_s,
            {vehicle, fingerprint});
    };
    failed(u"v1"_s, u"f1"_s, {});
    failed(u"v2"_s, u"f1"_s, {{u"held_reason"_s, u"rate_limited"_s}});
    failed(u"v3"_s, u"f2"_s, {});
    workspace.addQueued(u"v4"_s, Step::BackfillImages);
    failed(u"v5"_s, u"f1"_s, {{u"status"_s, u"running"_s}});
}

QStringList queue(TestWorkspace &workspace)
{
    return workspace.rows(u"SELECT vehicle_id, status, parked FROM scrape_retry_queue ORDER BY 1"_s);
}

QStringList finals(TestWorkspace &workspace)
{
    return workspace.rows(u"SELECT vehicle_id, is_final FROM vehicle_steps ORDER BY 1"_s);
}

QStringList sorted(QStringList texts)
{
    texts.sort();
    return texts;
}

db::AuditRow entry(const QString &action, int second)
{
    db::AuditRow row;
    row.at = at(second);
    row.actor = u"me@here"_s;
    row.action = action;
    return row;
}

} // namespace

class TestCauses : public QObject
{
    Q_OBJECT

private slots:
    void aRuleComesBackAsItWas();
    void ignoringParksWhatWaits();
    void ignoringEndsWithItsTime();
    void finalEndsWhatWaits();
    void takingFinalBackLeavesWhatIsFinalByNature();
    void oneRuleReplacesTheOther();
    void noRuleCannotBeTakenBack();
    void whatFailsLaterFollowsTheRule_data();
    void whatFailsLaterFollowsTheRule();
    void policiesComeBackAsTheyWere();
    void policiesAreReset();
    void nonsenseInTheTableIsAnError();
    void actionsAreListedNewestFirst();
    void anActionComesBackAsItWas();
    void anActionIsUndoneWithItsTransaction();
};

void TestCauses::aRuleComesBackAsItWas()
{
    TestWorkspace workspace;
    CauseStore causes(workspace.connection());
    must(causes.rule(rule(Action::Ignore, at(60))));
    const auto rules = must(causes.rules());
    QCOMPARE(rules.size(), std::size_t(1));
    QCOMPARE(rules.front().fingerprint, u"f1"_s);
    QCOMPARE(rules.front().cause, Cause::Timeout);
    QCOMPARE(rules.front().action, Action::Ignore);
    QCOMPARE(rules.front().reason, u"The host moved."_s);
    QCOMPARE(rules.front().until, at(60));
    QCOMPARE(rules.front().actor, u"me@here"_s);
    QCOMPARE(rules.front().createdAt, at());
}

void TestCauses::ignoringParksWhatWaits()
{
    TestWorkspace workspace;
    fill(workspace);
    workspace.run(u"UPDATE scrape_retry_queue SET parked = 4 WHERE vehicle_id = 'v2'"_s); // the sweep is off
    CauseStore causes(workspace.connection());
    const auto ruled = must(causes.rule(rule(Action::Ignore)));
    QCOMPARE(ruled.steps, 3);
    QCOMPARE(sorted(ruled.vehicles), QStringList({u"v1"_s, u"v2"_s}));
    QCOMPARE(queue(workspace), QStringList({u"v1|pending|2"_s, u"v2|pending|6"_s, u"v3|pending|0"_s,
                                            u"v4|pending|0"_s, u"v5|running|0"_s}));
    QCOMPARE(must(causes.rule(rule(Action::Ignore))).vehicles, QStringList()); // once is enough
    QCOMPARE(finals(workspace), QStringList({u"v1|0"_s, u"v2|0"_s, u"v3|0"_s, u"v5|0"_s}));
    const auto freed = must(causes.unrule(u"f1"_s));
    QCOMPARE(sorted(freed.vehicles), QStringList({u"v1"_s, u"v2"_s}));
    QCOMPARE(queue(workspace).mid(0, 2), QStringList({u"v1|pending|0"_s, u"v2|pending|4"_s}));
    QVERIFY(must(causes.rules()).empty());
}

void TestCauses::ignoringEndsWithItsTime()
{
    TestWorkspace workspace;
    CauseStore causes(workspace.connection());
    must(causes.rule(rule(Action::Ignore, at(60))));
    must(causes.rule(rule(Action::Ignore, {}, u"f2"_s)));
    QCOMPARE(must(causes.ruleFor(u"f1"_s, at(59))), std::optional(Action::Ignore));
    QCOMPARE(must(causes.ruleFor(u"f1"_s, at(60))), std::optional<Action>());
    QCOMPARE(must(causes.ruleFor(u"f2"_s, at(99999))), std::optional(Action::Ignore));
    QCOMPARE(must(causes.ruleFor(u"f3"_s, at())), std::optional<Action>());
    QCOMPARE(must(causes.expired(at(59))), QStringList());
    QCOMPARE(must(causes.expired(at(60))), QStringList(u"f1"_s));
}

void TestCauses::finalEndsWhatWaits()
{
    TestWorkspace workspace;
    fill(workspace);
    CauseStore causes(workspace.connection());
    const auto ruled = must(causes.rule(rule(Action::Final)));
    QCOMPARE(ruled.steps, 3);
    QCOMPARE(sorted(ruled.vehicles), QStringList({u"v1"_s, u"v2"_s}));
    QCOMPARE(queue(workspace), QStringList({u"v1|dead|0"_s, u"v2|dead|0"_s, u"v3|pending|0"_s,
                                            u"v4|pending|0"_s, u"v5|running|0"_s}));
    QCOMPARE(finals(workspace), QStringList({u"v1|2"_s, u"v2|2"_s, u"v3|0"_s, u"v5|2"_s}));
    QCOMPARE(workspace
                 .value(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'dead' AND completed_at = ? "
                        "AND held_reason IS NULL"_s,
                        {core::toTimeText(at())})
                 .toInt(),
             2);
}

void TestCauses::takingFinalBackLeavesWhatIsFinalByNature()
{
    TestWorkspace workspace;
    fill(workspace);
    workspace.run(u"UPDATE vehicle_steps SET is_final = 1 WHERE vehicle_id = 'v1'"_s);
    CauseStore causes(workspace.connection());
    must(causes.rule(rule(Action::Final)));
    QCOMPARE(must(causes.unrule(u"f1"_s)).steps, 2);
    QCOMPARE(finals(workspace), QStringList({u"v1|1"_s, u"v2|0"_s, u"v3|0"_s, u"v5|0"_s}));
    QCOMPARE(queue(workspace).first(), u"v1|dead|0"_s); // nobody asked for another try
}

void TestCauses::oneRuleReplacesTheOther()
{
    TestWorkspace workspace;
    fill(workspace);
    CauseStore causes(workspace.connection());
    must(causes.rule(rule(Action::Ignore, at(60))));
    must(causes.rule(rule(Action::Final)));
    QCOMPARE(must(causes.rules()).size(), std::size_t(1));
    QVERIFY(!must(causes.rules()).front().until.isValid());
    QCOMPARE(queue(workspace).first(), u"v1|dead|0"_s);
    must(causes.rule(rule(Action::Ignore)));
    QCOMPARE(finals(workspace).first(), u"v1|0"_s);
}

void TestCauses::noRuleCannotBeTakenBack()
{
    TestWorkspace workspace;
    const auto taken = CauseStore(workspace.connection()).unrule(u"f1"_s);
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, core::ErrorCode::NotFound);
    QVERIFY(taken.error().message.contains(u"f1"_s));
}

void TestCauses::whatFailsLaterFollowsTheRule_data()
{
    QTest::addColumn<QDateTime>("until");
    QTest::addColumn<QString>("fingerprint");
    QTest::addColumn<int>("parked");
    QTest::newRow("ignored for good") << QDateTime() << u"f1"_s << 2;
    QTest::newRow("ignored until later") << at(500) << u"f1"_s << 2;
    QTest::newRow("ignored until before") << at(5) << u"f1"_s << 0;
    QTest::newRow("another failure") << QDateTime() << u"f2"_s << 0;
}

void TestCauses::whatFailsLaterFollowsTheRule()
{
    QFETCH(QDateTime, until);
    QFETCH(QString, fingerprint);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addQueued(u"v1"_s, Step::BackfillImages);
    db::QueueStore store(workspace.connection());
    const auto jobs = must(store.claim({true, {}}, 1, u"w"_s, at(), at(60)));
    QCOMPARE(jobs.size(), std::size_t(1));
    must(CauseStore(workspace.connection()).rule(rule(Action::Ignore, until)));
    db::QueueFinish finish;
    finish.status = db::QueueFinish::Status::Pending;
    finish.cause = Cause::Timeout;
    finish.fingerprint = fingerprint;
    finish.nextRetryAt = at(20);
    must(store.finish(jobs.front(), finish, at(10)));
    QTEST(workspace.value(u"SELECT parked FROM scrape_retry_queue"_s).toInt(), "parked");
}

void TestCauses::policiesComeBackAsTheyWere()
{
    TestWorkspace workspace;
    CauseStore causes(workspace.connection());
    QCOMPARE(must(causes.policies()), core::PolicyTable());
    core::PolicyTable edited;
    must(edited.set(Cause::Timeout, u"max_attempts"_s, u"9"_s));
    must(edited.set(Cause::NotFound, u"retry"_s, u"once"_s));
    must(causes.setPolicies(edited));
    QCOMPARE(must(CauseStore(*workspace.another()).policies()), edited);
    QCOMPARE(must(causes.policies()).edited().size(), 2);
    // What is not edited is not stored: a later version may have better ones.
    QCOMPARE(workspace.rows(u"SELECT cause FROM cause_policies ORDER BY 1"_s),
             QStringList({u"not_found"_s, u"timeout"_s}));
}

void TestCauses::policiesAreReset()
{
    TestWorkspace workspace;
    CauseStore causes(workspace.connection());
    core::PolicyTable edited;
    must(edited.set(Cause::Timeout, u"max_attempts"_s, u"9"_s));
    must(edited.set(Cause::Dns, u"max_attempts"_s, u"2"_s));
    must(causes.setPolicies(edited));
    edited.reset(Cause::Timeout);
    must(causes.setPolicies(edited));
    QCOMPARE(must(causes.policies()), edited);
    QVERIFY(!must(causes.policies()).isEdited(Cause::Timeout));
    must(causes.setPolicies({}));
    QCOMPARE(must(causes.policies()), core::PolicyTable());
    QCOMPARE(workspace.value(u"SELECT count(*) FROM cause_policies"_s).toInt(), 0);
}

void TestCauses::nonsenseInTheTableIsAnError()
{
    TestWorkspace workspace;
    workspace.run(u"INSERT INTO cause_policies VALUES ('timeout', 'timeout,sometimes')"_s);
    const auto read = CauseStore(workspace.connection()).policies();
    QVERIFY(!read);
    QCOMPARE(read.error().code, core::ErrorCode::Usage);
}

void TestCauses::actionsAreListedNewestFirst()
{
    TestWorkspace workspace;
    db::AuditStore audit(workspace.connection());
    QVERIFY(must(audit.list(10)).empty());
    for (const char *action : {"batch.start", "batch.pause", "cause.ignore", "host.trip"})
        must(audit.add(entry(QLatin1String(action), 5))); // the clock may stand still
    QStringList actions;
    for (const db::AuditRow &row : must(audit.list(3)))
        actions.append(row.action);
    QCOMPARE(actions, QStringList({u"host.trip"_s, u"cause.ignore"_s, u"batch.pause"_s}));
}

void TestCauses::anActionComesBackAsItWas()
{
    TestWorkspace workspace;
    db::AuditStore audit(workspace.connection());
    db::AuditRow row = entry(u"batch.start"_s, 7);
    row.filter = u"host:ä.test"_s;
    row.items = 5'000'000'000;
    row.hash = u"abc"_s;
    row.batchId = u"b"_s;
    row.result = u"2 left out"_s;
    must(audit.add(row));
    must(audit.add(entry(u"host.trip"_s, 8)));
    const auto rows = must(audit.list(10));
    QCOMPARE(rows.size(), std::size_t(2));
    const db::AuditRow &got = rows.back();
    QVERIFY(rows.front().id > got.id);
    QCOMPARE(got.at, at(7));
    QCOMPARE(got.actor, row.actor);
    QCOMPARE(got.action, row.action);
    QCOMPARE(got.filter, row.filter);
    QCOMPARE(got.items, row.items);
    QCOMPARE(got.hash, row.hash);
    QCOMPARE(got.batchId, row.batchId);
    QCOMPARE(got.result, row.result);
    QVERIFY(rows.front().batchId.isEmpty());
}

void TestCauses::anActionIsUndoneWithItsTransaction()
{
    TestWorkspace workspace;
    const auto failed = db::inTransaction(workspace.connection(), [&]() -> core::Result<void> {
        must(db::AuditStore(workspace.connection()).add(entry(u"batch.start"_s, 1)));
        return core::Error{core::ErrorCode::Conflict, u"no"_s, {}};
    });
    QVERIFY(!failed);
    QVERIFY(must(db::AuditStore(workspace.connection()).list(10)).empty());
}

QTEST_GUILESS_MAIN(TestCauses)
#include "tst_causes.moc"
