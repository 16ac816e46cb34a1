// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "db/batchstore.h"
#include "db/vehiclestore.h"
#include "stepbench.h"

#include <QTest>

using namespace Qt::StringLiterals;
using core::Cause;
using core::ErrorCode;
using core::Step;
using core::StepStatus;
using dbtest::must;
using pipeline::Job;
using pipeline::Outcome;
using pipeline::StepEvent;
using pipetest::StepBench;

namespace {

constexpr Step kStep = Step::FetchListing;

Outcome heldFor(const StepBench &bench, int seconds)
{
    Outcome outcome;
    outcome.kind = Outcome::Kind::Held;
    outcome.heldUntil = bench.now.addSecs(seconds);
    outcome.heldReason = u"rate_limited"_s;
    return outcome;
}

//! Queue and attempts of the workspace, to compare before and after.
QStringList everything(StepBench &bench)
{
    return bench.rows.rows(u"SELECT * FROM scrape_retry_queue"_s) +
           bench.rows.rows(u"SELECT * FROM scrape_steps"_s) +
           bench.rows.rows(u"SELECT * FROM vehicle_steps"_s) + bench.rows.rows(u"SELECT * FROM vehicles"_s) +
           bench.rows.rows(u"SELECT * FROM vehicle_images"_s);
}

} // namespace

//! How a step ends: its effects, its attempt and its queue row in one transaction, as the policy of its cause
//! says.
class TestCompletion : public QObject
{
    Q_OBJECT

private slots:
    void followsThePolicy_data();
    void followsThePolicy();
    void waitsLongerEachTime();
    void neverBeforeRetryAfter_data();
    void neverBeforeRetryAfter();
    void dieAfterMaxAttempts();
    void heldUsesNoAttempt();
    void cancelledUsesNone();
    void cancelledInACancelledBatchEnds();
    void endsWellInEveryWay_data();
    void endsWellInEveryWay();
    void aStaleLeaseWritesNothing_data();
    void aStaleLeaseWritesNothing();
    void effectsAndAttemptAreOneTransaction();
    void whatTheTableRefusesFailsThisStepAlone();
    void aRefusedWriteForgetsWhatTheStepJudged_data();
    void aRefusedWriteForgetsWhatTheStepJudged();
    void stepsThatEndTogetherEndEachForItself();
    void applyMayTurnSuccessIntoFailure();
    void aFollowerIsQueuedOnce();
    void aFollowerGoesTheWayOfItsBatch_data();
    void aFollowerGoesTheWayOfItsBatch();
    void runsAgainAtOnce();
    void countsAttemptsSinceTheLastSuccess();
    void refusedCertificatesAreTriedTwice();
};

void TestCompletion::followsThePolicy_data()
{
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<QString>("ends"); // status after each of four failures in a row
    QTest::addColumn<int>("tries");    // counted after the first
    QTest::addColumn<int>("waits");    // seconds before the second try, without jitter
    const auto row = [](Cause cause, const char *ends, int tries, int waits) {
        QTest::newRow(QByteArray(core::causeName(cause).data()))
            << cause << QString::fromLatin1(ends) << tries << waits;
    };
    const char *backoff = "pending pending pending dead";
    for (const Cause cause :
         {Cause::Timeout, Cause::Connection, Cause::Dns, Cause::Tls, Cause::Truncated, Cause::ServerError})
        row(cause, backoff, 1, 30);
    row(Cause::Blocked, backoff, 1, 480); // few tries, long waits
    for (const Cause cause : {Cause::NotAnImage, Cause::Undecodable, Cause::Empty, Cause::HttpError})
        row(cause, "pending dead", 1, 30);
    for (const Cause cause : {Cause::NotFound, Cause::TooLarge, Cause::TooManyPixels, Cause::RedirectLoop,
                              Cause::ForbiddenAddress, Cause::NotAListing, Cause::NotAVehicle,
                              Cause::ParseFailed, Cause::Conflict})
        row(cause, "dead", 0, 0);
    for (const Cause cause : {Cause::Storage, Cause::Database}) // the worker stops, the queue is kept
        row(cause, "pending pending pending pending", 0, 30);
    row(Cause::RateLimited, "pending pending pending pending", 0, 30);
}

void TestCompletion::followsThePolicy()
{
    QFETCH(Cause, cause);
    QFETCH(QString, ends);
    QFETCH(int, tries);
    QFETCH(int, waits);
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    QStringList statuses;
    Job job = bench.lease(id, kStep);
    for (int i = 0; i < ends.split(u' ').size(); ++i) {
        const StepEvent event = must(bench.end(job, Outcome::failed(cause, u"No."_s)));
        const bool isDead = bench.queueRow(id, kStep, "status") == u"dead"_s;
        statuses.append(bench.queueRow(id, kStep, "status"));
        QCOMPARE(event.isDead, isDead);
        QCOMPARE(event.willRetry, !isDead);
        QCOMPARE(event.status, StepStatus::Failed);
        if (i == 0) {
            QCOMPARE(bench.queueRow(id, kStep, "retry_count").toInt(), tries);
            if (!isDead)
                QCOMPARE(event.nextRetryAt, bench.now.addSecs(waits));
        }
        if (isDead)
            break;
        bench.now = event.nextRetryAt;
        const auto jobs = must(db::QueueStore(*bench.services.connection)
                                   .claim({true, {}}, 1, u"bench"_s, bench.now, bench.now.addSecs(60)));
        QCOMPARE(jobs.size(), std::size_t(1));
        job = jobs[0];
    }
    QCOMPARE(statuses.join(u' '), ends);
    const QString final = bench.rows.value(u"SELECT is_final FROM vehicle_steps"_s).toString();
    const bool isBackoff = ends.startsWith(u"pending pending"_s);
    QCOMPARE(final, isBackoff ? u"0"_s : u"1"_s); // dead of tries is not final: an operator may retry it
}

void TestCompletion::waitsLongerEachTime()
{
    StepBench bench;
    bench.services.random = [] { return 0.999; };
    const QString id = bench.rows.addVehicle(1);
    qint64 last = 0;
    for (int i = 0; i < 3; ++i) {
        const auto jobs = must(db::QueueStore(*bench.services.connection)
                                   .claim({true, {}}, 1, u"bench"_s, bench.now, bench.now.addSecs(60)));
        const Job job = i == 0 ? bench.lease(id, kStep) : jobs.at(0);
        const auto event = must(bench.end(job, Outcome::failed(Cause::Timeout, u"No."_s)));
        const qint64 wait = bench.now.msecsTo(event.nextRetryAt);
        const qint64 floor = 30'000 << i;
        QVERIFY(wait >= floor && wait <= floor * 5 / 4);
        QVERIFY(wait > last);
        last = wait;
        bench.now = event.nextRetryAt;
    }
}

void TestCompletion::neverBeforeRetryAfter_data()
{
    QTest::addColumn<qint64>("retryAfterMs");
    QTest::addColumn<qint64>("waits");
    QTest::newRow("later than the backoff") << qint64(500'000) << qint64(500'000);
    QTest::newRow("sooner than the backoff") << qint64(1'000) << qint64(30'000);
}

void TestCompletion::neverBeforeRetryAfter()
{
    QFETCH(qint64, retryAfterMs);
    StepBench bench;
    Outcome outcome = Outcome::failed(Cause::ServerError, u"No."_s);
    outcome.retryAfterMs = retryAfterMs;
    const auto event = must(bench.end(bench.lease(bench.rows.addVehicle(1), kStep), outcome));
    QTEST(bench.now.msecsTo(event.nextRetryAt), "waits");
}

void TestCompletion::dieAfterMaxAttempts()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Job job = bench.lease(id, kStep);
    job.maxRetries = 0; // retry.max_attempts = 1: the first try is the last
    const auto event = must(bench.end(job, Outcome::failed(Cause::Timeout, u"No."_s)));
    QVERIFY(event.isDead);
    QCOMPARE(bench.queueRow(id, kStep, "status, retry_count, cause"), u"dead|1|timeout"_s);
}

void TestCompletion::heldUsesNoAttempt()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    for (int i = 0; i < 10; ++i) {
        const Job job = i == 0 ? bench.lease(id, kStep)
                               : must(db::QueueStore(*bench.services.connection)
                                          .claim({true, {}}, 1, u"bench"_s, bench.now, bench.now.addSecs(60)))
                                     .at(0);
        const auto event = must(bench.end(job, heldFor(bench, 45)));
        QCOMPARE(event.nextRetryAt, bench.now.addSecs(45));
        QVERIFY(!event.isDead);
        bench.now = bench.now.addSecs(45);
    }
    QCOMPARE(bench.queueRow(id, kStep, "status, retry_count, held_reason, lease_token"),
             u"pending|0|rate_limited|"_s);
    QCOMPARE(bench.attempts(), 0);
}

void TestCompletion::cancelledUsesNone()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome;
    outcome.kind = Outcome::Kind::Cancelled;
    (void)must(bench.end(bench.lease(id, kStep), outcome));
    QCOMPARE(bench.queueRow(id, kStep, "status, retry_count, lease_token"), u"pending|0|"_s);
    QCOMPARE(bench.attempts(), 0);
}

void TestCompletion::cancelledInACancelledBatchEnds()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    db::BatchStore batches(*bench.services.connection);
    const QString batch = must(batches.insert(bench.runningBatch(), bench.now));
    bench.rows.addQueued(id, kStep, {{u"batch_id"_s, batch}});
    const Job job = must(db::QueueStore(*bench.services.connection)
                             .claim({false, {batch}}, 1, u"bench"_s, bench.now, bench.now.addSecs(60)))
                        .at(0);
    (void)must(batches.cancel(batch, bench.now));
    QCOMPARE(bench.queueRow(id, kStep, "status"), u"running"_s); // whoever runs it ends it
    Outcome outcome;
    outcome.kind = Outcome::Kind::Cancelled;
    (void)must(bench.end(job, outcome));
    QCOMPARE(bench.queueRow(id, kStep, "status"), u"cancelled"_s);
    QCOMPARE(must(batches.byId(batch, bench.now)).cancelled, 1);
}

void TestCompletion::endsWellInEveryWay_data()
{
    QTest::addColumn<Outcome::Kind>("kind");
    QTest::addColumn<QString>("status");
    QTest::newRow("success") << Outcome::Kind::Success << u"success"_s;
    QTest::newRow("known absent") << Outcome::Kind::KnownAbsent << u"success"_s;
    QTest::newRow("nothing to do it with") << Outcome::Kind::Skipped << u"skipped"_s;
}

void TestCompletion::endsWellInEveryWay()
{
    QFETCH(Outcome::Kind, kind);
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome;
    outcome.kind = kind;
    outcome.metadata = {{u"a"_s, 1}};
    outcome.host = u"h"_s;
    outcome.bytes = 5;
    const auto event = must(bench.end(bench.lease(id, kStep), outcome));
    QVERIFY(!event.isDead && !event.willRetry);
    QTEST(QString(core::stepStatusName(event.status)), "status");
    QCOMPARE(bench.queueRow(id, kStep, "status, completed_at, lease_token"),
             u"completed|"_s + core::toTimeText(bench.now) + u'|');
    QTEST(bench.rows.value(u"SELECT status FROM scrape_steps"_s).toString(), "status");
    QCOMPARE(
        bench.rows.rows(u"SELECT host, bytes, worker, attempt_number, metadata->>'a' FROM scrape_steps"_s),
        QStringList{u"h|5|bench|1|1"_s});
}

void TestCompletion::aStaleLeaseWritesNothing_data()
{
    QTest::addColumn<QString>("theft"); // what happened to the row
    QTest::newRow("another worker has it")
        << u"UPDATE scrape_retry_queue SET lease_token = 'x', lease_owner = 'x'"_s;
    QTest::newRow("it was rescued and waits")
        << u"UPDATE scrape_retry_queue SET status = 'pending', lease_token = NULL, lease_owner = NULL"_s;
    QTest::newRow("another worker has ended it")
        << u"UPDATE scrape_retry_queue SET status = 'completed', lease_token = NULL, lease_owner = NULL"_s;
    QTest::newRow("it is gone") << u"DELETE FROM scrape_retry_queue"_s;
}

void TestCompletion::aStaleLeaseWritesNothing()
{
    QFETCH(QString, theft);
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    const Job job = bench.lease(id, kStep);
    bench.rows.run(theft);
    const QStringList before = everything(bench);
    bool applied = false;
    for (const auto kind :
         {Outcome::Kind::Success, Outcome::Kind::Failed, Outcome::Kind::Held, Outcome::Kind::Cancelled}) {
        Outcome outcome = heldFor(bench, 9);
        outcome.kind = kind;
        outcome.cause = Cause::Timeout;
        outcome.apply = [&applied, id](db::Connection &connection, Outcome &) {
            applied = true;
            return db::VehicleStore(connection).setVin(id, u"X"_s, u"t"_s, 1, dbtest::at());
        };
        const auto event = bench.end(job, outcome);
        QVERIFY(!event);
        QCOMPARE(event.error().code, ErrorCode::Conflict);
    }
    QVERIFY(!applied);
    QCOMPARE(everything(bench), before);
}

void TestCompletion::effectsAndAttemptAreOneTransaction()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    const Job job = bench.lease(id, kStep);
    const QStringList before = everything(bench);
    Outcome outcome;
    outcome.apply = [id](db::Connection &connection, Outcome &) -> core::Result<void> {
        if (auto set = db::VehicleStore(connection).setVin(id, u"X"_s, u"t"_s, 1, dbtest::at()); !set)
            return set;
        return core::Error{ErrorCode::Database, u"The disk is full."_s, {}};
    };
    const auto event = bench.end(job, outcome);
    QVERIFY(!event);
    QCOMPARE(event.error().message, u"The disk is full."_s);
    QCOMPARE(everything(bench), before); // half of it would be a lie
}

void TestCompletion::whatTheTableRefusesFailsThisStepAlone()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    bench.rows.refuse(u"UPDATE"_s, u"vehicles"_s, u"NEW.mileage > 1000"_s, u"too many miles"_s);
    Outcome outcome;
    outcome.metadata = {{u"evidence"_s, 1}};
    outcome.follow = core::Step::BackfillImages;
    outcome.apply = [id](db::Connection &connection, Outcome &) -> core::Result<void> {
        db::VehicleStore vehicles(connection);
        if (auto set = vehicles.setVin(id, u"X"_s, u"t"_s, 1, dbtest::at()); !set)
            return set;
        db::VehicleData data;
        data.mileage = 2000;
        return vehicles.update(id, data, dbtest::at());
    };
    const auto event = dbtest::must(bench.end(bench.lease(id, kStep), outcome));
    QCOMPARE(event.outcome.kind, Outcome::Kind::Failed);
    QCOMPARE(event.outcome.cause, std::optional(Cause::Conflict));
    QVERIFY(event.outcome.message.contains(u"too many miles"_s));
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM vehicles WHERE vin IS NOT NULL"_s).toInt(), 0);
    QCOMPARE(bench.rows.rows(u"SELECT status, cause, metadata->>'evidence' FROM scrape_steps"_s),
             QStringList(u"failed|conflict|1"_s));
    QCOMPARE(bench.rows.rows(u"SELECT step_name, status FROM scrape_retry_queue"_s),
             QStringList(QString(core::stepName(kStep)) + u"|dead"_s));
}

void TestCompletion::aRefusedWriteForgetsWhatTheStepJudged_data()
{
    QTest::addColumn<bool>("isFinal");
    QTest::addColumn<QString>("retry");
    QTest::addColumn<bool>("isDead");
    QTest::newRow("it would be tried again") << false << u"never"_s << true;
    QTest::newRow("it would be final") << true << u"backoff"_s << false;
}

//! Of the failure that could not be written; the conflict goes by its own policy.
void TestCompletion::aRefusedWriteForgetsWhatTheStepJudged()
{
    QFETCH(bool, isFinal);
    QFETCH(QString, retry);
    QFETCH(bool, isDead);
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    dbtest::must(bench.services.policies.set(Cause::Conflict, u"retry"_s, retry));
    Outcome outcome = Outcome::failed(Cause::ServerError, u"500"_s);
    outcome.decidesFinal = true;
    outcome.isFinal = isFinal;
    outcome.apply = [](db::Connection &, Outcome &) -> core::Result<void> {
        return core::Error{core::ErrorCode::Refused, u"too long"_s, {}};
    };
    const auto event = dbtest::must(bench.end(bench.lease(id, kStep), outcome));
    QCOMPARE(event.outcome.cause, std::optional(Cause::Conflict));
    QCOMPARE(event.isDead, isDead);
}

void TestCompletion::stepsThatEndTogetherEndEachForItself()
{
    StepBench bench;
    std::vector<pipeline::EndedStep> steps;
    for (int i = 1; i <= 4; ++i)
        steps.push_back({bench.lease(bench.rows.addVehicle(i), kStep), {}, bench.now});
    steps[1].job.token = u"stale"_s;
    steps[2].outcome.apply = [](db::Connection &, Outcome &) -> core::Result<void> {
        return core::Error{ErrorCode::Storage, u"The disk is full."_s, {}};
    };
    steps[3].outcome = Outcome::failed(Cause::NotFound, u"Gone."_s);

    const auto events = pipeline::completeSteps(bench.services, steps);
    QCOMPARE(events.size(), steps.size());
    QCOMPARE(must(events[0]).status, StepStatus::Success);
    QCOMPARE(events[1].error().code, ErrorCode::Conflict);
    QCOMPARE(events[2].error().code, ErrorCode::Storage);
    QVERIFY(must(events[3]).isDead);
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id, status FROM scrape_retry_queue ORDER BY 1"_s),
             (QStringList{u"v1|completed"_s, u"v2|running"_s, u"v3|running"_s, u"v4|dead"_s}));
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id, status FROM scrape_steps ORDER BY 1"_s),
             (QStringList{u"v1|success"_s, u"v4|failed"_s}));
}

void TestCompletion::applyMayTurnSuccessIntoFailure()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome;
    outcome.apply = [](db::Connection &, Outcome &self) {
        self.kind = Outcome::Kind::Failed;
        self.cause = Cause::Conflict;
        self.message = u"Taken."_s;
        return core::Result<void>();
    };
    const auto event = must(bench.end(bench.lease(id, kStep), outcome));
    QCOMPARE(event.status, StepStatus::Failed);
    QVERIFY(event.isDead);
    QCOMPARE(bench.rows.rows(u"SELECT status, cause, error_message FROM scrape_steps"_s),
             QStringList{u"failed|conflict|Taken."_s});
}

void TestCompletion::aFollowerIsQueuedOnce()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome;
    outcome.follow = Step::BackfillImages;
    for (int i = 0; i < 2; ++i)
        (void)must(bench.end(bench.lease(id, Step::ExtractImages), outcome));
    QCOMPARE(bench.rows.rows(u"SELECT status FROM scrape_retry_queue WHERE step_name = 'backfill_images'"_s),
             QStringList{u"pending"_s});
    QCOMPARE(bench.queueRow(id, Step::BackfillImages, "next_retry_at, reason"),
             core::toTimeText(bench.now) + u"|test"_s);
}

void TestCompletion::aFollowerGoesTheWayOfItsBatch_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("paused: it waits") << u"paused"_s << QStringList{u"pending|1"_s};
    QTest::newRow("cancelled: there is none") << u"cancelled"_s << QStringList();
}

//! What became of the batch while the step ran.
void TestCompletion::aFollowerGoesTheWayOfItsBatch()
{
    QFETCH(QString, state);
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Job job = bench.lease(id, Step::ExtractImages);
    job.batchId = must(db::BatchStore(*bench.services.connection).insert(bench.runningBatch(), bench.now));
    bench.rows.run(u"UPDATE scrape_retry_queue SET batch_id = ?"_s, {job.batchId});
    bench.rows.run(u"UPDATE retry_batches SET state = ?"_s, {state});
    Outcome outcome;
    outcome.follow = Step::BackfillImages;
    (void)must(bench.end(job, outcome));
    QTEST(bench.rows.rows(
              u"SELECT status, parked FROM scrape_retry_queue WHERE step_name = 'backfill_images'"_s),
          "expected");
}

void TestCompletion::runsAgainAtOnce()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome;
    outcome.apply = [](db::Connection &, Outcome &self) {
        self.runAgain = true;
        return core::Result<void>();
    };
    const auto event = must(bench.end(bench.lease(id, kStep), outcome));
    QVERIFY(event.willRetry);
    QCOMPARE(bench.queueRow(id, kStep, "status, next_retry_at, retry_count"),
             u"pending|"_s + core::toTimeText(bench.now) + u"|0"_s);
}

void TestCompletion::countsAttemptsSinceTheLastSuccess()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    const auto tries = [&] { return bench.rows.value(u"SELECT attempts FROM vehicle_steps"_s).toInt(); };
    for (int i = 1; i <= 2; ++i) {
        (void)must(bench.end(bench.lease(id, kStep), Outcome::failed(Cause::Timeout, u"No."_s)));
        QCOMPARE(tries(), i);
    }
    (void)must(bench.end(bench.lease(id, kStep), Outcome()));
    QCOMPARE(tries(), 0);
    (void)must(bench.end(bench.lease(id, kStep), Outcome::failed(Cause::Timeout, u"No."_s)));
    QCOMPARE(tries(), 1);
    QCOMPARE(bench.attempts(id), 4); // append-only
}

void TestCompletion::refusedCertificatesAreTriedTwice()
{
    StepBench bench;
    const QString id = bench.rows.addVehicle(1);
    Outcome outcome = Outcome::failed(Cause::Tls, u"No."_s);
    outcome.certificateRefused = true;
    const auto first = must(bench.end(bench.lease(id, kStep), outcome));
    QVERIFY(first.willRetry);
    bench.now = first.nextRetryAt;
    const auto jobs = must(db::QueueStore(*bench.services.connection)
                               .claim({true, {}}, 1, u"bench"_s, bench.now, bench.now.addSecs(60)));
    QVERIFY(must(bench.end(jobs.at(0), outcome)).isDead);
}

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
