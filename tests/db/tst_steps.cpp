// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/stepstore.h"
#include "db/values.h"

#include <QJsonArray>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using core::StepStatus;
using db::AttemptRow;
using db::Finality;
using db::StepStore;

namespace {

AttemptRow attempt(StepStatus status, int second, Step step = Step::FetchListing)
{
    AttemptRow row;
    row.id = core::newId();
    row.vehicleId = u"v1"_s;
    row.step = step;
    row.status = status;
    if (status == StepStatus::Failed) {
        row.cause = Cause::Timeout;
        row.fingerprint = u"f"_s;
        row.errorMessage = u"It took too long."_s;
    }
    row.worker = u"w"_s;
    row.createdAt = at(second);
    row.completedAt = at(second + 1);
    return row;
}

const QString kState =
    u"SELECT last_cause, last_step, last_fingerprint, attempts, fetch_failed FROM vehicle_scrape_state"_s;

} // namespace

class TestSteps : public QObject
{
    Q_OBJECT

private slots:
    void anAttemptComesBackAsItWas();
    void textsOfTheWebComeBackAsTheyWere();
    void failuresAddUpUntilASuccess();
    void aFailureThatUsesNoAttempt();
    void theNewestFailureIsShown();
    void aSecondAttemptIsARetry();
    void attemptsAreListedNewestFirst();
    void anAttemptOfNoVehicleIsHistoryOnly();
    void anAttemptOfAVanishedVehicleIsNotFound();
};

void TestSteps::anAttemptComesBackAsItWas()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    AttemptRow row = attempt(StepStatus::Failed, 5);
    row.metadata = {{u"url"_s, u"https://h/ä"_s}, {u"n"_s, 5}};
    row.host = u"h"_s;
    row.httpStatus = 503;
    row.bytes = 5'000'000'000;
    row.elapsedMs = 1234;
    row.batchId = u"b"_s;
    row.attemptNumber = 3;
    StepStore steps(workspace.connection());
    must(steps.record(row, true, Finality::None, 1));
    const auto listed = must(steps.list(u"v1"_s, 10));
    QCOMPARE(listed.size(), std::size_t(1));
    const AttemptRow &got = listed.front();
    QCOMPARE(got.id, row.id);
    QCOMPARE(got.vehicleId, u"v1"_s);
    QCOMPARE(got.step, row.step);
    QCOMPARE(got.status, row.status);
    QCOMPARE(got.cause, row.cause);
    QCOMPARE(got.fingerprint, row.fingerprint);
    QCOMPARE(got.errorMessage, row.errorMessage);
    QCOMPARE(got.metadata, row.metadata);
    QCOMPARE(got.host, row.host);
    QCOMPARE(got.httpStatus, 503);
    QCOMPARE(got.bytes, row.bytes);
    QCOMPARE(got.elapsedMs, row.elapsedMs);
    QCOMPARE(got.worker, row.worker);
    QCOMPARE(got.batchId, row.batchId);
    QCOMPARE(got.attemptNumber, 3);
    QCOMPARE(got.createdAt, at(5));
    QCOMPARE(got.completedAt, at(6));
}

//! Many in one statement, whatever stands in them; only zero characters are kept by no database.
void TestSteps::textsOfTheWebComeBackAsTheyWere()
{
    const QStringList texts = {u"\"quoted\", 'too'"_s,
                               u"C:\\new\\\\"_s,
                               u"(a,b)"_s,
                               u"{1,2}"_s,
                               u"\"),(\""_s,
                               u"NULL"_s,
                               u" spaces "_s,
                               u"lines\r\n\tof\u0001it"_s,
                               u":name ? %1 $1"_s,
                               u"\u00a0ä\U0001f697"_s,
                               u"ze\0ro \\u0000"_s,
                               u"half a letter "_s + QChar(0xd800) + u'x'};
    TestWorkspace workspace;
    std::vector<db::StepRecord> records;
    for (int i = 0; i < texts.size(); ++i) {
        AttemptRow row = attempt(StepStatus::Failed, i);
        row.vehicleId = workspace.addVehicle(i + 1);
        row.errorMessage = texts[i];
        row.metadata = {{u"text"_s, texts[i]}, {u"list"_s, QJsonArray{u"}"_s, QString()}}};
        records.push_back({row, true, Finality::None, 1});
    }
    StepStore steps(workspace.connection());
    must(steps.record(records));
    for (int i = 0; i < texts.size(); ++i) {
        const auto listed = must(steps.list(u"v%1"_s.arg(i + 1), 10));
        QCOMPARE(listed.size(), std::size_t(1));
        const AttemptRow &got = listed.front();
        QCOMPARE(got.errorMessage, db::storableText(texts[i]));
        QJsonObject metadata = records[static_cast<size_t>(i)].attempt.metadata;
        metadata.insert(u"text"_s, got.errorMessage);
        QCOMPARE(got.metadata, metadata);
    }
}

void TestSteps::failuresAddUpUntilASuccess()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    StepStore steps(workspace.connection());
    for (int i = 0; i < 3; ++i)
        must(steps.record(attempt(StepStatus::Failed, i), true, i == 2 ? Finality::ByNature : Finality::None,
                          7));
    QCOMPARE(workspace.rows(kState), QStringList(u"timeout|fetch_listing|f|3|1"_s));
    QCOMPARE(workspace.rows(u"SELECT status, attempts, is_final, extractor_version FROM vehicle_steps"_s),
             QStringList(u"failed|3|1|7"_s));
    must(steps.record(attempt(StepStatus::Success, 9), true, Finality::None, 7));
    QCOMPARE(workspace.rows(kState), QStringList(u"|||0|0"_s));
    QCOMPARE(workspace.rows(u"SELECT status, attempts, is_final, cause FROM vehicle_steps"_s),
             QStringList(u"success|0|0|"_s));
    must(steps.record(attempt(StepStatus::Failed, 20), true, Finality::None, 7));
    QCOMPARE(workspace.rows(kState), QStringList(u"timeout|fetch_listing|f|1|1"_s));
}

void TestSteps::aFailureThatUsesNoAttempt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    StepStore steps(workspace.connection());
    must(steps.record(attempt(StepStatus::Failed, 1), false, Finality::ByNature, 1));
    QCOMPARE(workspace.rows(kState), QStringList(u"timeout|fetch_listing|f|0|1"_s));
    must(steps.record(attempt(StepStatus::Failed, 2), true, Finality::None, 1));
    must(steps.record(attempt(StepStatus::Failed, 3), false, Finality::None, 1));
    QCOMPARE(workspace.rows(kState), QStringList(u"timeout|fetch_listing|f|1|1"_s));
}

void TestSteps::theNewestFailureIsShown()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    StepStore steps(workspace.connection());
    AttemptRow images = attempt(StepStatus::Failed, 50, Step::BackfillImages);
    images.cause = Cause::NotFound;
    must(steps.record(images, true, Finality::None, 1));
    must(
        steps.record(attempt(StepStatus::Failed, 10), true, Finality::None, 1)); // an older one arrives later
    QCOMPARE(workspace.rows(kState), QStringList(u"not_found|backfill_images|f|1|1"_s));
    must(steps.record(attempt(StepStatus::Success, 60, Step::BackfillImages), true, Finality::None, 1));
    QCOMPARE(workspace.rows(kState), QStringList(u"timeout|fetch_listing|f|1|1"_s)); // what is still open
    must(steps.record(attempt(StepStatus::Skipped, 70), true, Finality::None, 1));
    QCOMPARE(workspace.rows(kState), QStringList(u"|||0|0"_s));
}

void TestSteps::aSecondAttemptIsARetry()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    StepStore steps(workspace.connection());
    must(steps.record(attempt(StepStatus::Skipped, 0), true, Finality::None, 1)); // was no try
    must(steps.record(attempt(StepStatus::Failed, 1), true, Finality::None, 1));
    must(steps.record(attempt(StepStatus::Failed, 2), true, Finality::None, 1));
    must(steps.record(attempt(StepStatus::Failed, 3, Step::ExtractVin), true, Finality::None,
                      1)); // another step's first
    AttemptRow other = attempt(StepStatus::Failed, 4);
    other.vehicleId = u"v2"_s;
    must(steps.record(other, true, Finality::None, 1));
    QCOMPARE(workspace.rows(u"SELECT is_retry FROM scrape_steps ORDER BY created_at"_s),
             QStringList({u"0"_s, u"0"_s, u"1"_s, u"0"_s, u"0"_s}));
}

void TestSteps::attemptsAreListedNewestFirst()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    StepStore steps(workspace.connection());
    for (int second : {5, 1, 9, 3})
        must(steps.record(attempt(StepStatus::Failed, second), true, Finality::None, 1));
    QList<qint64> seconds;
    for (const AttemptRow &row : must(steps.list(u"v1"_s, 3)))
        seconds.append(at().secsTo(row.createdAt));
    QCOMPARE(seconds, QList<qint64>({9, 5, 3}));
    QVERIFY(must(steps.list(u"nobody"_s, 3)).empty());
}

void TestSteps::anAttemptOfNoVehicleIsHistoryOnly()
{
    TestWorkspace workspace;
    AttemptRow row = attempt(StepStatus::Failed, 1);
    row.vehicleId.clear(); // a page that was no vehicle
    must(StepStore(workspace.connection()).record(row, true, Finality::ByNature, 1));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id IS NULL, step_name FROM scrape_steps"_s),
             QStringList(u"1|fetch_listing"_s));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM vehicle_steps"_s).toInt(), 0);
}

void TestSteps::anAttemptOfAVanishedVehicleIsNotFound()
{
    TestWorkspace workspace;
    const auto recorded =
        StepStore(workspace.connection()).record(attempt(StepStatus::Failed, 1), true, Finality::ByNature, 1);
    QVERIFY(!recorded);
    QCOMPARE(recorded.error().code, core::ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestSteps)
#include "tst_steps.moc"
