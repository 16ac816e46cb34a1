// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/statsquery.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;

namespace {

void addAttempt(TestWorkspace &workspace, const QString &day, const char *status, bool isRetry = true,
                const char *step = "backfill_images")
{
    const QString time = day.size() == 10 ? QString(day + u"T12:00:00.000Z"_s) : day;
    workspace.run(
        u"INSERT INTO scrape_steps (id, step_name, status, created_at, completed_at, is_retry) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {core::newId(), QString::fromLatin1(step), QString::fromLatin1(status), time, time, isRetry});
}

QStringList days(const db::Stats &stats)
{
    QStringList shown;
    for (const db::DayStats &day : stats.byDay)
        shown.append(u"%1 %2 %3 %4"_s.arg(day.date.toString(Qt::ISODate))
                         .arg(day.retries)
                         .arg(day.succeeded)
                         .arg(day.failed));
    return shown;
}

} // namespace

class TestStats : public QObject
{
    Q_OBJECT

private slots:
    void daysWithoutARetryAreIncluded();
    void daysBeginAtMidnightUtc();
    void onlyRetriesCountByDay();
    void stepsCountAllAttempts();
    void ratesOfNothingAreZero();
    void oddNumbersOfDays_data();
    void oddNumbersOfDays();
    void timesAheadOfTheClockDoNoHarm();
    void theQueueIsCounted();
    void whatWaitsSaysWhy();
    void anEmptyQueueIsAllZero();
    void theSeedsSuccessRateIsAnswered();
    void theSeedsQueueShowsWhatWaits();
};

void TestStats::daysWithoutARetryAreIncluded()
{
    TestWorkspace workspace;
    addAttempt(workspace, u"2026-01-29"_s, "success");
    addAttempt(workspace, u"2026-01-29"_s, "failed");
    addAttempt(workspace, u"2026-01-29"_s, "failed");
    addAttempt(workspace, u"2026-01-31"_s, "success");
    addAttempt(workspace, u"2026-01-28"_s, "success"); // before the first day
    const auto stats = must(db::stats(workspace.connection(), 3, at()));
    QCOMPARE(days(stats), QStringList({u"2026-01-29 3 1 2"_s, u"2026-01-30 0 0 0"_s, u"2026-01-31 1 1 0"_s}));
    QCOMPARE(stats.byDay.at(0).successRate(), 100.0 / 3);
    QCOMPARE(stats.byDay.at(2).successRate(), 100.0);
}

void TestStats::daysBeginAtMidnightUtc()
{
    TestWorkspace workspace;
    addAttempt(workspace, u"2026-01-30T23:59:59.999Z"_s, "success");
    addAttempt(workspace, u"2026-01-31T00:00:00.000Z"_s, "failed");
    const QDateTime elsewhere =
        at().toOffsetFromUtc(10 * 3600); // the first of February there, the 31st in UTC
    const auto stats = must(db::stats(workspace.connection(), 2, elsewhere.addSecs(3 * 3600)));
    QCOMPARE(days(stats), QStringList({u"2026-01-30 1 1 0"_s, u"2026-01-31 1 0 1"_s}));
}

void TestStats::onlyRetriesCountByDay()
{
    TestWorkspace workspace;
    addAttempt(workspace, u"2026-01-31"_s, "success", false);
    addAttempt(workspace, u"2026-01-31"_s, "failed", true);
    addAttempt(workspace, u"2026-01-31"_s, "skipped", true); // nothing was tried
    const auto stats = must(db::stats(workspace.connection(), 1, at()));
    QCOMPARE(days(stats), QStringList(u"2026-01-31 1 0 1"_s));
}

void TestStats::stepsCountAllAttempts()
{
    TestWorkspace workspace;
    addAttempt(workspace, u"2026-01-31"_s, "success", false, "fetch_listing");
    addAttempt(workspace, u"2026-01-31"_s, "failed", true, "fetch_listing");
    addAttempt(workspace, u"2026-01-30"_s, "failed", true, "extract_vin");
    addAttempt(workspace, u"2026-01-31"_s, "skipped", true, "extract_vin");
    addAttempt(workspace, u"2026-01-31"_s, "success", true, "a_step_of_the_future");
    addAttempt(workspace, u"2026-01-01"_s, "failed", true, "extract_vin"); // too long ago
    QStringList shown;
    const auto stats = must(db::stats(workspace.connection(), 7, at()));
    for (const db::StepStats &step : stats.byStep)
        shown.append(u"%1 %2 %3 %4"_s.arg(QString(core::stepName(step.step)))
                         .arg(step.attempts)
                         .arg(step.succeeded)
                         .arg(step.failed));
    QCOMPARE(shown, QStringList({u"fetch_listing 2 1 1"_s, u"extract_data 0 0 0"_s, u"extract_images 0 0 0"_s,
                                 u"extract_vin 1 0 1"_s, u"backfill_images 0 0 0"_s}));
    QCOMPARE(stats.byStep.at(0).successRate(), 50.0);
}

void TestStats::ratesOfNothingAreZero()
{
    QCOMPARE(db::DayStats().successRate(), 0.0);
    QCOMPARE(db::StepStats().successRate(), 0.0);
}

void TestStats::oddNumbersOfDays_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("given");
    QTest::newRow("today only") << 1 << 1;
    QTest::newRow("a month") << 30 << 30;
    QTest::newRow("none is today") << 0 << 1;
    QTest::newRow("less than none is today") << -100 << 1;
    QTest::newRow("more than ten years") << 1000000 << 3660;
}

void TestStats::oddNumbersOfDays()
{
    QFETCH(int, asked);
    QFETCH(int, given);
    TestWorkspace workspace;
    const auto stats = must(db::stats(workspace.connection(), asked, at()));
    QCOMPARE(int(stats.byDay.size()), given);
    QCOMPARE(stats.byDay.back().date, QDate(2026, 1, 31));
}

void TestStats::timesAheadOfTheClockDoNoHarm()
{
    TestWorkspace workspace;
    addAttempt(workspace, u"2027-05-01"_s, "success");
    if (!onPostgres()) { // which takes no such times
        addAttempt(workspace, u"2026-02-30"_s, "success");
        addAttempt(workspace, u"nonsense!!"_s, "success");
    }
    QCOMPARE(days(must(db::stats(workspace.connection(), 2, at()))),
             QStringList({u"2026-01-30 0 0 0"_s, u"2026-01-31 0 0 0"_s}));
}

void TestStats::theQueueIsCounted()
{
    TestWorkspace workspace;
    int vehicle = 0;
    const auto add = [&](const char *status, QVariantMap more = {}) {
        more.insert(u"status"_s, QString::fromLatin1(status));
        workspace.addQueued(workspace.addVehicle(++vehicle), Step::ExtractVin, more);
    };
    add("pending", {{u"created_at"_s, core::toTimeText(at(-90))}});
    add("pending", {{u"held_reason"_s, u"paused"_s}});
    add("pending");
    add("running", {{u"lease_until"_s, core::toTimeText(at(60))}});
    add("running", {{u"lease_until"_s, core::toTimeText(at(-1))}});
    add("running", {{u"lease_until"_s, core::toTimeText(at())}}); // not expired yet
    add("dead");
    add("completed");
    add("completed");
    add("cancelled");
    const auto status = must(db::queueStatus(workspace.connection(), at()));
    QCOMPARE(status.pending, 2);
    QCOMPARE(status.held, 1);
    QCOMPARE(status.running, 3);
    QCOMPARE(status.stuck, 1);
    QCOMPARE(status.dead, 1);
    QCOMPARE(status.completed, 2);
    QCOMPARE(status.oldestPendingSeconds, 90);
    QCOMPARE(must(db::queueStatus(workspace.connection(), at(-1000))).oldestPendingSeconds,
             0); // a clock that was set back
}

void TestStats::whatWaitsSaysWhy()
{
    TestWorkspace workspace;
    int vehicle = 0;
    const auto add = [&](const QVariantMap &columns) {
        workspace.addQueued(workspace.addVehicle(++vehicle), Step::BackfillImages, columns);
    };
    add({});
    add({{u"held_reason"_s, u"rate_limited"_s}});
    add({{u"parked"_s, 1}});
    add({{u"parked"_s, 2}});
    add({{u"parked"_s, 2 + 4}, {u"held_reason"_s, u"rate_limited"_s}});
    add({{u"parked"_s, 4}});
    add({{u"host"_s, u"closed.test"_s}});
    add({{u"host"_s, u"closed.test"_s}, {u"held_reason"_s, u"rate_limited"_s}});
    add({{u"host"_s, u"closed.test"_s}, {u"parked"_s, 1}});
    workspace.run(u"UPDATE circuit_breakers SET state = 'open' WHERE host = 'closed.test'"_s);
    const auto status = must(db::queueStatus(workspace.connection(), at()));
    QStringList waits;
    for (const auto &[reason, count] : status.waits)
        waits.append(u"%1 %2"_s.arg(reason).arg(count));
    QCOMPARE(waits, QStringList({u"batch_paused 2"_s, u"breaker_open 2"_s, u"cause_ignored 2"_s,
                                 u"rate_limited 1"_s, u"sweep_off 1"_s}));
    QCOMPARE(status.held, 3); // the sums are the same
    QCOMPARE(status.parked, 5);
    QCOMPARE(status.pending, 1);
}

void TestStats::anEmptyQueueIsAllZero()
{
    TestWorkspace workspace;
    const auto status = must(db::queueStatus(workspace.connection(), at()));
    QCOMPARE(status.pending + status.held + status.running + status.stuck + status.dead + status.completed +
                 status.oldestPendingSeconds,
             0);
}

void TestStats::theSeedsSuccessRateIsAnswered()
{
    TestWorkspace workspace;
    const auto add = [&](const char *time, const char *status, const char *reason) {
        workspace.run(
            u"INSERT INTO scrape_steps (id, step_name, status, created_at, completed_at, reason, is_retry) "
            "VALUES (?, 'extract_vin', ?, ?, ?, ?, 1)"_s,
            {core::newId(), QString::fromLatin1(status), QString::fromLatin1(time), QString::fromLatin1(time),
             QString::fromLatin1(reason)});
    };
    add("2026-01-30T00:00:00.000Z", "success", "scraper_improved");
    add("2026-01-30T12:00:00.000Z", "success", "scraper_improved");
    add("2026-01-30T23:59:59.999Z", "failed", "scraper_improved");
    add("2026-01-31T00:00:00.000Z", "failed", "scraper_improved");
    add("2026-01-31T10:00:00.000Z", "success", "retry");           // asked for by somebody
    add("2026-01-31T10:00:00.000Z", "success", "import");          // no retry at all
    workspace.addQueued(workspace.addVehicle(1), Step::ExtractVin, // waits: neither completed nor failed
                        {{u"reason"_s, u"scraper_improved"_s}, {u"created_at"_s, core::toTimeText(at())}});
    const QString query =
        QString::fromUtf8(fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/seed/success_rate_by_day.sql")));
    QCOMPARE(workspace.rows(query), QStringList({u"2026-01-31|2|0|1|0"_s, u"2026-01-30|3|2|1|66.67"_s}));
}

void TestStats::theSeedsQueueShowsWhatWaits()
{
    TestWorkspace workspace;
    const auto add = [&](int vehicle, Step step, const char *status, const char *reason) {
        workspace.addQueued(workspace.addVehicle(vehicle), step,
                            {{u"status"_s, QString::fromLatin1(status)},
                             {u"reason"_s, QString::fromLatin1(reason)},
                             {u"message"_s, u"It took too long."_s},
                             {u"priority"_s, 2}});
    };
    const auto fields = [](const QString &first, const QString &field, const QString &rest) -> QString {
        return first + u'|' + (onPostgres() ? u"{%1}"_s : u"[\"%1\"]"_s).arg(field) + u'|' + rest;
    };
    add(1, Step::BackfillImages, "pending", "retry");
    add(2, Step::ExtractVin, "running", "scraper_improved");
    add(3, Step::FetchListing, "pending", "import"); // an import is no backfill
    add(4, Step::ExtractData, "completed", "retry"); // its attempt tells
    add(5, Step::ExtractData, "dead", "retry");
    QCOMPARE(workspace.rows(u"SELECT vehicle_id, field_names, reason, priority, status, error_message, "
                            "processed_at FROM backfill_queue ORDER BY 1"_s),
             QStringList({fields(u"v1"_s, u"images"_s, u"manual_audit|2|pending|It took too long.|"_s),
                          fields(u"v2"_s, u"vin"_s, u"scraper_improved|2|processing|It took too long.|"_s)}));
    for (const core::Step step : core::kAllSteps) {
        workspace.run(
            u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, created_at, "
            "completed_at) VALUES (?, 'v4', ?, 'skipped', 'm', '2026-01-01', '2026-01-02')"_s,
            {QString(core::stepName(step)), QString(core::stepName(step))});
    }
    QCOMPARE(
        workspace.rows(
            u"SELECT id, field_names, status, error_message, substr(CAST(created_at AS text), 1, 10), "
            u"substr(CAST(started_at AS text), 1, 10), substr(CAST(processed_at AS text), 1, 10) "
            "FROM backfill_queue WHERE vehicle_id = 'v4' ORDER BY 1"_s),
        QStringList(
            {fields(u"backfill_images"_s, u"images"_s, u"skipped|m|2026-01-01|2026-01-01|2026-01-02"_s),
             fields(u"extract_data"_s, u"sale_price"_s, u"skipped|m|2026-01-01|2026-01-01|2026-01-02"_s),
             fields(u"extract_images"_s, u"image_urls"_s, u"skipped|m|2026-01-01|2026-01-01|2026-01-02"_s),
             fields(u"extract_vin"_s, u"vin"_s, u"skipped|m|2026-01-01|2026-01-01|2026-01-02"_s),
             fields(u"fetch_listing"_s, u"page"_s, u"skipped|m|2026-01-01|2026-01-01|2026-01-02"_s)}));
}

QTEST_GUILESS_MAIN(TestStats)
#include "tst_stats.moc"
