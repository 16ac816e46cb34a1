// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A workspace that the first schema wrote, with rows, brought to the head schema.
#include "dbfixture.h"

#include "core/clock.h"
#include "db/batchstore.h"
#include "db/dialect.h"
#include "db/hoststore.h"
#include "db/migrator.h"
#include "db/queuestore.h"
#include "db/statsquery.h"

#include <QDir>
#include <QSqlRecord>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::BatchState;
using db::Migration;

namespace {

//! The columns of schema 1: what they held must still be there.
const QStringList kOldColumns{
    u"vehicles|id, make, year, vin, sale_price, discovery_url, origin_metadata, created_at"_s,
    u"vehicle_images|vehicle_id, image_url, source_url, storage_path"_s,
    u"vehicle_steps|vehicle_id, step_name, status, cause, fingerprint, message, attempts, is_final, "
    "last_attempt_at"_s,
    u"scrape_steps|id, vehicle_id, step_name, status, error_message, created_at, completed_at, cause, "
    "fingerprint, host, http_status, batch_id, attempt_number, is_retry"_s,
    u"scrape_retry_queue|id, vehicle_id, step_name, retry_count, max_retries, next_retry_at, status, "
    "created_at, priority, batch_id, reason, options, held_reason, cause, lease_owner, lease_token, "
    "lease_until, completed_at, images_requested, images_stored, images_skipped, images_failed"_s,
    u"retry_batches|id, kind, filter, plan_hash, starts_at, created_at"_s,
    u"host_gates|host, paused_until, reason"_s,
    u"vehicle_scrape_state|vehicle_id, failing, expected_count, stored_count, missing_count, host, name, "
    "last_cause, last_step, attempts"_s,
    u"failure_counters|failing, vehicles"_s,
    u"workspace_settings|key, value"_s,
};

QStringList rowsOf(db::Connection &connection, const QString &sql)
{
    QSqlQuery query(connection.database());
    if (!query.exec(sql))
        throw std::runtime_error(sql.toStdString());
    QStringList rows;
    while (query.next()) {
        QStringList cells;
        for (int column = 0; column < query.record().count(); ++column)
            cells.append(query.value(column).toString());
        rows.append(cells.join(u'|'));
    }
    return rows;
}

QStringList oldValues(db::Connection &connection)
{
    QStringList all;
    for (const QString &table : kOldColumns) {
        const QString name = table.section(u'|', 0, 0);
        all.append(name);
        all += rowsOf(connection, u"SELECT %1 FROM %2 ORDER BY 1, 2"_s.arg(table.section(u'|', 1), name));
    }
    return all;
}

//! Every row of every table.
QStringList everything(db::Connection &connection)
{
    QStringList all;
    for (const QString &table :
         rowsOf(connection, u"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"_s))
        all += rowsOf(connection, u"SELECT '%1', * FROM %1 ORDER BY 2, 3"_s.arg(table));
    return all;
}

} // namespace

class TestUpgrade : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void nothingIsLost();
    void batchesKnowTheirMembers();
    void membersStandWhereTheirRowsStood();
    void theActiveRowOfAStepSpeaksForTheMember();
    void queuedRowsHaveHostsAndGates();
    void oldWorkIsClaimedAndFinishesItsBatch();
    void attemptsAreCountedByDay();
    void failuresAreCountedByCauseAndDay();
    void failingStepsKnowSinceWhen();
    void importsAreKnownAsImports();
    void aSecondOpenChangesNothing();

private:
    QString file() const { return m_folder->filePath(u"old.retrydesk"_s); }
    void run(const QString &sql) { must(m_connection->run(sql)); }
    QStringList rows(const QString &sql) { return rowsOf(*m_connection, sql); }
    void addVehicles();
    void addQueue();
    void addAttempts();

    QTemporaryDir m_schemas; //!< holds the first schema only
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<db::Connection> m_connection;
    QStringList m_before;
};

void TestUpgrade::initTestCase()
{
    const QString first = u"/0001_initial"_s;
    QVERIFY(QDir(m_schemas.path()).mkpath(m_schemas.path() + first));
    const QDir steps(db::migrationsFolder(db::Dialect::of({})) + first);
    for (const QString &step : steps.entryList(QDir::Files))
        writeFile(m_schemas.path() + first + u'/' + step, fileBytes(steps.filePath(step)));
}

void TestUpgrade::init()
{
    m_connection.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_connection = openQuick(file(), true);
    QCOMPARE(must(db::migrate(*m_connection, m_schemas.path())), Migration::Created);
    QCOMPARE(must(db::schemaVersion(*m_connection)), 1);
    run(u"BEGIN"_s);
    addVehicles();
    addQueue();
    addAttempts();
    run(u"COMMIT"_s);
    m_before = oldValues(*m_connection);
    QCOMPARE(must(db::migrate(*m_connection)), Migration::Upgraded);
    QCOMPARE(must(db::schemaVersion(*m_connection)), db::headSchemaVersion());
}

void TestUpgrade::addVehicles()
{
    run(u"INSERT INTO vehicles (id, make, year, discovery_url, origin_metadata, created_at) VALUES "
        "('v1', 'Porsche', 1990, 'https://www.one.test/listing/1', '{}', '2026-01-01T00:00:00.000Z'), "
        "('v2', 'Saab', 1991, 'https://two.test:443/2', '{\"image_urls\":[\"u1\",\"u2\"]}', "
        "'2026-01-02T00:00:00.000Z'), "
        "('v3', 'Fiat', 1992, NULL, '{}', '2026-01-03T00:00:00.000Z')"_s);
    run(u"INSERT INTO vehicle_images (vehicle_id, image_url, source_url, storage_path) "
        "VALUES ('v2', 'u1', 'u1', 'v2/1.jpg')"_s);
    run(u"INSERT INTO host_gates VALUES ('one.test', '2026-02-01T00:00:00.000Z', 'rate_limited')"_s);
    run(u"INSERT INTO workspace_settings VALUES ('fetch.perHost', '3')"_s);
}

void TestUpgrade::addQueue()
{
    run(u"INSERT INTO retry_batches (id, kind, cancelled, filter, planned, plan_hash, starts_at, created_at) "
        u"VALUES "
        "('open', 'retry', 0, 'cause:timeout', 4, 'h1', '2026-01-10T00:00:30Z', '2026-01-10T00:00:00Z'), "
        "('ended', 'import', 0, '', 3, 'h2', '2026-01-11T00:00:00Z', '2026-01-11T00:00:00Z'), "
        "('off', 'retry', 1, 'host:one.test', 2, 'h3', '2026-01-12T00:00:00Z', '2026-01-12T00:00:00Z')"_s);
    const auto add = [this](const char *columns, const char *values) {
        run(u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, status, batch_id, reason, "
            u"next_retry_at, "
            "created_at, %1) VALUES (%2)"_s.arg(QLatin1String(columns), QLatin1String(values)));
    };
    add("retry_count",
        "'q1', 'v1', 'fetch_listing', 'pending', 'open', 'retry', '2026-01-10T00:00:30Z', '1', 0");
    add("retry_count, cause",
        "'q2', 'v2', 'fetch_listing', 'pending', 'open', 'retry', '2026-01-10T01:00:00Z', "
        "'2', 1, 'timeout'");
    add("lease_owner, lease_token, lease_until",
        "'q3', 'v2', 'backfill_images', 'running', 'open', 'retry', '2026-01-10T00:00:30Z', '3', 'w', 't', "
        "'2026-01-10T00:02:00Z'");
    add("retry_count, cause, images_requested, images_stored, images_failed",
        "'q4', 'v1', 'backfill_images', 'dead', 'open', 'retry', '2026-01-10T00:00:30Z', '4', 3, "
        "'not_found', "
        "9, 4, 5");
    add("images_requested, images_stored, images_skipped, completed_at",
        "'q5', 'v3', 'backfill_images', 'completed', 'ended', 'import', '2026-01-11T00:00:00Z', '5', 7, 6, "
        "1, "
        "'2026-01-11T00:01:00Z'");
    add("completed_at",
        "'q6', 'v3', 'extract_vin', 'completed', 'ended', 'import', '2026-01-11T00:00:00Z', '6', "
        "'2026-01-11T00:01:00Z'");
    add("retry_count",
        "'q7', 'v1', 'extract_vin', 'cancelled', 'off', 'retry', '2026-01-12T00:00:00Z', '7', 0");
    add("held_reason", "'q8', 'v3', 'fetch_listing', 'pending', NULL, 'sweep', '2026-01-09T00:00:00Z', '8', "
                       "'rate_limited'");
    // The step ended once and was queued again for the same batch.
    add("completed_at",
        "'q9', 'v2', 'extract_data', 'completed', 'open', 'retry', '2026-01-10T00:00:30Z', '1', "
        "'2026-01-10T00:01:00Z'");
    add("retry_count",
        "'q0', 'v2', 'extract_data', 'pending', 'open', 'retry', '2026-01-10T03:00:00Z', '9', 0");
}

void TestUpgrade::addAttempts()
{
    const auto add = [this](const char *id, const char *step, const char *status, const char *cause, int hour,
                            int isRetry, const char *batch) {
        run(u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, cause, fingerprint, "
            u"error_message, "
            "created_at, completed_at, batch_id, is_retry) VALUES ('%1', 'v1', '%2', '%3', %4, %5, 'm', "
            "'2026-01-%6', '2026-01-%6', %7, %8)"_s.arg(
                QLatin1String(id), QLatin1String(step), QLatin1String(status),
                *cause ? u"'%1'"_s.arg(QLatin1String(cause)) : u"NULL"_s,
                *cause ? u"'f-%1'"_s.arg(QLatin1String(cause)) : u"NULL"_s,
                u"%1T%2:00:00.000Z"_s.arg(10 + hour / 24).arg(hour % 24, 2, 10, QLatin1Char('0')),
                *batch ? u"'%1'"_s.arg(QLatin1String(batch)) : u"NULL"_s, QString::number(isRetry)));
    };
    add("a1", "fetch_listing", "failed", "timeout", 0, 0, "ended");
    add("a2", "fetch_listing", "success", "", 1, 1, "open");
    add("a3", "fetch_listing", "failed", "timeout", 2, 1, "open");
    add("a4", "fetch_listing", "failed", "not_found", 26, 1, "");
    add("a5", "extract_vin", "skipped", "", 3, 0, "open");
    add("a6", "extract_vin", "success", "", 4, 0, "ended");
    run(u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, attempts, "
        "last_attempt_at) VALUES "
        "('v1', 'fetch_listing', 'failed', 'not_found', 'f-not_found', 'm', 2, '2026-01-11T02:00:00.000Z'), "
        "('v1', 'extract_vin', 'success', NULL, NULL, NULL, 0, '2026-01-10T04:00:00.000Z'), "
        "('v2', 'backfill_images', 'failed', 'timeout', 'f-timeout', 'm', 1, '2026-01-09T00:00:00.000Z')"_s);
}

void TestUpgrade::nothingIsLost()
{
    QCOMPARE(oldValues(*m_connection), m_before);
    QVERIFY(m_before.size() > 35);
    const auto copy = openQuick(file() + u".before-v2"_s);
    QCOMPARE(oldValues(*copy), m_before);
    QCOMPARE(rows(u"PRAGMA foreign_key_check"_s), QStringList());
    QCOMPARE(rows(u"PRAGMA integrity_check"_s), QStringList(u"ok"_s));
}

void TestUpgrade::batchesKnowTheirMembers()
{
    db::BatchStore batches(*m_connection);
    const db::BatchRow open = must(batches.byId(u"open"_s, at()));
    QCOMPARE(open.state, BatchState::Running);
    QVERIFY(!open.finishedAt.isValid());
    QCOMPARE(open.planned, 5);
    QCOMPARE(open.queued, 3); // one of them runs
    QCOMPARE(open.retrying, 1);
    QCOMPARE(open.dead, 1);
    QCOMPARE(open.succeeded, 0);
    QCOMPARE(open.unreleased, 0);
    QCOMPARE(open.imagesRequested, 9);
    QCOMPARE(open.imagesStored, 4);
    QCOMPARE(open.imagesFailed, 5);
    QCOMPARE(open.filter, u"cause:timeout"_s);

    const db::BatchRow ended = must(batches.byId(u"ended"_s, at()));
    QCOMPARE(ended.state, BatchState::Done);
    QVERIFY(ended.finishedAt.isValid());
    QCOMPARE(ended.planned, 2);
    QCOMPARE(ended.succeeded, 2);
    QCOMPARE(ended.imagesStored, 6);
    QCOMPARE(ended.imagesSkipped, 1);

    const db::BatchRow off = must(batches.byId(u"off"_s, at()));
    QCOMPARE(off.state, BatchState::Cancelled);
    QVERIFY(off.finishedAt.isValid());
    QCOMPARE(off.cancelled, 1);
    const auto running = must(batches.running(at()));
    QCOMPARE(running.size(), std::size_t(1));
    QCOMPARE(running.front().id, u"open"_s);
}

void TestUpgrade::membersStandWhereTheirRowsStood()
{
    QCOMPARE(
        rows(u"SELECT batch_id, position, vehicle_id, step_name, state, cause FROM retry_batch_items "
             "WHERE step_name <> 'extract_data' ORDER BY 1, 2"_s),
        QStringList({u"ended|0|v3|backfill_images|succeeded|"_s, u"ended|1|v3|extract_vin|succeeded|"_s,
                     u"off|0|v1|extract_vin|cancelled|"_s, u"open|0|v1|fetch_listing|queued|"_s,
                     u"open|2|v2|fetch_listing|retrying|timeout"_s, u"open|3|v2|backfill_images|queued|"_s,
                     u"open|4|v1|backfill_images|failed|not_found"_s}));
}

void TestUpgrade::theActiveRowOfAStepSpeaksForTheMember()
{
    QCOMPARE(rows(u"SELECT state FROM retry_batch_items WHERE step_name = 'extract_data'"_s),
             QStringList(u"queued"_s));
}

void TestUpgrade::queuedRowsHaveHostsAndGates()
{
    QCOMPARE(
        rows(
            u"SELECT id, host, parked FROM scrape_retry_queue WHERE step_name = 'fetch_listing' ORDER BY id"_s),
        QStringList({u"q1|one.test|0"_s, u"q2|two.test|0"_s, u"q8||0"_s}));
    QCOMPARE(rows(u"SELECT id FROM scrape_retry_queue WHERE blocked"_s),
             QStringList(u"q0"_s)); // the page of its vehicle is fetched first
    // A row whose gate is missing would never be claimed.
    QCOMPARE(rows(u"SELECT q.id FROM scrape_retry_queue q LEFT JOIN circuit_breakers b ON b.host = q.host "
                  "AND b.step_name = q.step_name WHERE b.state IS NOT 'closed'"_s),
             QStringList());
    const auto gates = must(db::HostStore(*m_connection).gates(at(-86400)));
    QCOMPARE(gates.size(), std::size_t(1));
    QCOMPARE(gates.front().host, u"one.test"_s);
    QCOMPARE(gates.front().rateFactor, 1.0);
    QVERIFY(!gates.front().rate && !gates.front().perHost);
}

void TestUpgrade::oldWorkIsClaimedAndFinishesItsBatch()
{
    db::QueueStore queue(*m_connection);
    db::BatchStore batches(*m_connection);
    must(queue.rescueExpired(at(), {u"me"_s}));
    int done = 0;
    for (int round = 0; round < 4; ++round) { // steps wait for one another
        for (const db::ClaimedJob &job : must(queue.claim({true, {}}, 10, u"me"_s, at(), at(60)))) {
            must(queue.finish(job, {}, at(1)));
            ++done;
        }
    }
    QCOMPARE(done, 5);
    QVERIFY(must(batches.finishIfDone(u"open"_s, at(2))));
    QCOMPARE(must(batches.byId(u"open"_s, at(2))).succeeded, 4);
    QVERIFY(!must(batches.finishIfDone(u"off"_s, at(2))));
}

void TestUpgrade::attemptsAreCountedByDay()
{
    QCOMPARE(
        rows(u"SELECT day, step_name, attempts, succeeded, failed, first_attempts, first_succeeded, retries, "
             "retries_succeeded, gave_up, recovered FROM step_days ORDER BY 1, 2"_s),
        QStringList({u"2026-01-10|extract_vin|1|1|0|1|1|0|0|0|0"_s,
                     u"2026-01-10|fetch_listing|3|1|2|1|0|2|1|0|0"_s,
                     u"2026-01-11|fetch_listing|1|0|1|0|0|1|0|0|0"_s}));
    // What comes later is added to the day.
    run(u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, created_at, completed_at) "
        "VALUES ('new', 'v1', 'fetch_listing', 'success', '2026-01-11T05:00:00Z', '2026-01-11T05:00:00Z')"_s);
    const auto stats = must(db::stats(*m_connection, 22, at()));
    QCOMPARE(stats.byStep.at(0).attempts, 5);
    QCOMPARE(stats.byStep.at(0).succeeded, 2);
}

void TestUpgrade::failuresAreCountedByCauseAndDay()
{
    QCOMPARE(rows(u"SELECT day, cause, fingerprint, failures FROM cause_days ORDER BY 1, 2"_s),
             QStringList({u"2026-01-10|timeout|f-timeout|2"_s, u"2026-01-11|not_found|f-not_found|1"_s}));
}

void TestUpgrade::failingStepsKnowSinceWhen()
{
    QCOMPARE(rows(u"SELECT vehicle_id, step_name, failed_since FROM vehicle_steps ORDER BY 1, 2"_s),
             QStringList({u"v1|extract_vin|"_s, u"v1|fetch_listing|2026-01-10T02:00:00.000Z"_s,
                          u"v2|backfill_images|2026-01-09T00:00:00.000Z"_s})); // no attempt of it is kept
}

void TestUpgrade::importsAreKnownAsImports()
{
    QCOMPARE(rows(u"SELECT id, reason FROM retry_batches ORDER BY 1"_s),
             QStringList({u"ended|import"_s, u"off|retry"_s, u"open|retry"_s}));
    QCOMPARE(rows(u"SELECT id, reason FROM scrape_steps ORDER BY 1"_s),
             QStringList({u"a1|import"_s, u"a2|retry"_s, u"a3|retry"_s, u"a4|retry"_s, u"a5|retry"_s,
                          u"a6|import"_s}));
    QCOMPARE(rows(u"SELECT id, status, reason FROM backfill_queue WHERE id LIKE 'a%' ORDER BY 1"_s),
             QStringList({u"a2|completed|manual_audit"_s, u"a3|failed|manual_audit"_s,
                          u"a4|failed|manual_audit"_s, u"a5|skipped|manual_audit"_s}));
}

void TestUpgrade::aSecondOpenChangesNothing()
{
    const QStringList first = everything(*m_connection);
    QVERIFY(first.size() > 50);
    m_connection.reset();
    const QByteArray bytes = fileBytes(file());
    m_connection = openQuick(file());
    QCOMPARE(must(db::migrate(*m_connection)), Migration::UpToDate);
    QCOMPARE(everything(*m_connection), first);
    m_connection.reset();
    QCOMPARE(fileBytes(file()), bytes);
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.before-v*"_s}, QDir::Files).size(), 1);
}

QTEST_GUILESS_MAIN(TestUpgrade)
#include "tst_upgrade.moc"
