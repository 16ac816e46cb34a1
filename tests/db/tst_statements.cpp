// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/dialect.h"
#include "db/failurequery.h"
#include "db/filtersql.h"
#include "db/sqltext.h"

#include <QLibrary>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlResult>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Filter;

namespace {

const db::Dialect &kDialect = db::Dialect::of({});

//! Every condition there is, one after the other and all together.
std::vector<std::pair<const char *, Filter>> filters()
{
    std::vector<std::pair<const char *, Filter>> all(14);
    Filter everything;
    int i = 0;
    const auto one = [&](const char *name, auto set) {
        all.at(static_cast<std::size_t>(++i)).first = name;
        set(all.at(static_cast<std::size_t>(i)).second);
        set(everything);
    };
    all.front().first = "no filter";
    one("step", [](Filter &f) { f.step = core::Step::BackfillImages; });
    one("type", [](Filter &f) { f.type = core::FailureType::MissingVin; });
    one("cause", [](Filter &f) { f.cause = core::Cause::Timeout; });
    one("fingerprint", [](Filter &f) { f.fingerprint = u"f"_s; });
    one("host", [](Filter &f) { f.host = u"h"_s; });
    one("words", [](Filter &f) { f.text = u"porsche 911 turbo"_s; });
    one("source", [](Filter &f) { f.source = u"s"_s; });
    one("since", [](Filter &f) { f.since = at(); });
    one("until", [](Filter &f) { f.until = at(); });
    one("attempts", [](Filter &f) { f.attemptsMin = 1; });
    one("missing", [](Filter &f) { f.missingMin = 1; });
    all.at(12) = {"everything at once", everything};
    everything.step = core::Step::FetchListing;
    all.at(13) = {"everything at once and a failed fetch", everything};
    return all;
}

QString explain(db::Connection &connection, const QString &sql)
{
    QSqlQuery query(connection.database());
    if (!query.prepare(u"EXPLAIN QUERY PLAN "_s + sql))
        fail({core::ErrorCode::Internal, query.lastError().text(), sql});
    if (!query.exec())
        fail({core::ErrorCode::Internal, query.lastError().text(), sql});
    QStringList lines;
    while (query.next())
        lines.append(query.value(3).toString());
    return lines.join(u'\n');
}

//! Counts the instructions of SQLite's virtual machine. The function is looked up in the library that Qt's
//! driver has loaded; a Qt with an SQLite of its own has none to count with.
using StatementStatus = int (*)(void *, int, int);
StatementStatus statementStatus()
{
    for (const char *name : {"libsqlite3.so.0", "libsqlite3"}) {
        if (const auto found = QLibrary::resolve(QLatin1String(name), "sqlite3_stmt_status"))
            return reinterpret_cast<StatementStatus>(found);
    }
    return nullptr;
}

qint64 steps(TestWorkspace &workspace, const QString &sql, const QVariantMap &values)
{
    constexpr int kVmStep = 4; // SQLITE_STMTSTATUS_VM_STEP
    QSqlQuery query(workspace.connection().database());
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        fail({core::ErrorCode::Internal, query.lastError().text(), sql});
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        query.bindValue(it.key(), it.value());
    if (!query.exec())
        fail({core::ErrorCode::Internal, query.lastError().text(), sql});
    while (query.next()) {
    }
    const QVariant handle = query.result()->handle();
    return statementStatus()(*static_cast<void *const *>(handle.constData()), kVmStep, 0);
}

//! So many vehicles with gaps, each with a step that is due and one that is not; every tenth row is done.
void fill(TestWorkspace &workspace, int vehicles)
{
    workspace.run(u"BEGIN"_s);
    workspace.run(u"INSERT INTO vehicles (id, make, discovery_url, created_at) WITH RECURSIVE n(i) AS "
                  u"(SELECT 1 UNION ALL "
                  "SELECT i + 1 FROM n WHERE i < ?) SELECT 'v' || i, 'Porsche', 'https://h/' || i, "
                  "strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', '+' || i || ' seconds') FROM n"_s,
                  {vehicles});
    workspace.run(u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, next_retry_at, status, "
                  u"created_at, priority, reason) "
                  "SELECT 'due' || rowid, id, 'extract_vin', '2026-01-02', iif(rowid % 10 = 0, 'completed', "
                  "'pending'), 't', 5, 'r' "
                  "FROM vehicles"_s);
    workspace.run(
        u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, next_retry_at, status, created_at, "
        u"priority, reason) "
        "SELECT 'later' || rowid, id, 'backfill_images', '2027', 'pending', 't', 1, 'r' FROM vehicles"_s);
    // Each vehicle has a step that is due and waits for the fetch of its page, which is not.
    workspace.run(
        u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, next_retry_at, status, created_at, "
        u"priority, reason) SELECT 'blocked' || rowid, id, 'extract_images', '2026-01-02', 'pending', 't', "
        u"5, 'r' "
        "FROM vehicles UNION ALL SELECT 'fetch' || rowid, id, 'fetch_listing', '2027', 'pending', 't', 5, "
        "'r' "
        "FROM vehicles WHERE rowid % 2"_s);
    workspace.run(u"INSERT INTO retry_batches (id, kind, starts_at, created_at) "
                  "VALUES ('small', 'retry', 't', 't'), ('large', 'retry', 't', 't')"_s);
    workspace.run(
        u"UPDATE scrape_retry_queue SET batch_id = 'small' WHERE id IN "
        "(SELECT id FROM scrape_retry_queue WHERE step_name = 'extract_vin' ORDER BY rowid DESC LIMIT 25)"_s);
    workspace.run(u"UPDATE scrape_retry_queue SET batch_id = 'large' "
                  "WHERE batch_id IS NULL AND vehicle_id <> 'v5' AND status = 'pending'"_s);
    workspace.run(
        u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, cause, fingerprint, created_at, "
        "completed_at) SELECT 'a' || id, id, 'extract_vin', iif(rowid % 2, 'failed', 'success'), "
        "iif(rowid % 2, 'timeout', NULL), iif(rowid % 2, 'f', NULL), '2026-01-02', "
        "'2026-01-' || (10 + rowid % 20) || 'T00:00:00.000Z' FROM vehicles"_s);
    // As many failures in a large workspace as in a small one.
    workspace.run(
        u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, last_attempt_at) "
        "SELECT id, 'extract_vin', 'failed', 'timeout', 'f' || (rowid % 7), '2026-01-02' FROM vehicles "
        "WHERE rowid <= 100"_s);
    workspace.run(u"COMMIT"_s);
}

//! What happens often and must not cost more in a larger workspace: name, statement, values.
struct Frequent
{
    const char *name;
    QString sql;
    QVariantMap values;
};

//! The rows come from an index in their order; only those of the page are put into order once more.
bool ordersThePageAlone(const QString &plan)
{
    return plan.count(u"TEMP B-TREE"_s) == 1 && plan.indexOf(u"TEMP B-TREE"_s) > plan.indexOf(u"SCAN page"_s);
}

QString firstPage()
{
    return db::sqlFile(kDialect, u"templates/list_failures"_s)
        .arg(db::sqlFile(kDialect, u"sorts/created_at"_s), QString(), u"DESC"_s);
}

QString causeList()
{
    return db::sqlFile(kDialect, u"templates/list_causes"_s).arg(QString());
}

std::vector<Frequent> frequentStatements()
{
    const QString now = core::toTimeText(at());
    const QVariantMap claim = {{u":owner"_s, u"w"_s},
                               {u":token"_s, u"t"_s},
                               {u":lease_until"_s, now},
                               {u":now"_s, now},
                               {u":limit"_s, 10}};
    QVariantMap early = claim;
    early.insert(u":now"_s, u"2020"_s);
    const QVariantMap batches = {{u":batches"_s, u"[\"small\",\"none\"]"_s}};
    QVariantMap ofSmall = claim;
    ofSmall.insert(batches);
    QVariantMap ofLarge = claim;
    ofLarge.insert(u":batches"_s, u"[\"large\"]"_s);
    return {
        {"the first page of the list", firstPage(), {{u":limit"_s, 50}}},
        {"a claim of ten rows", db::sqlText(kDialect, u"claim_due"_s), claim},
        {"a claim when nothing is due yet", db::sqlText(kDialect, u"claim_due"_s), early},
        {"a claim of ten rows of a large batch", db::sqlText(kDialect, u"claim_due_by_batch"_s), ofLarge},
        {"a claim for a small batch", db::sqlText(kDialect, u"claim_due_by_batch"_s), ofSmall},
        {"the next work of a small batch", db::sqlText(kDialect, u"select_next_work_by_batch"_s), batches},
        {"the next work of a large batch",
         db::sqlText(kDialect, u"select_next_work_by_batch"_s),
         {{u":batches"_s, u"[\"large\"]"_s}}},
        {"the remaining work of a small batch", db::sqlText(kDialect, u"count_remaining_work_by_batch"_s),
         batches},
        {"an end of a step",
         db::sqlText(kDialect, u"finish_steps"_s),
         {{u":rows"_s,
           u"[{\"id\":\"due1\",\"token\":\"t\",\"status\":\"completed\",\"retry_count\":0,\"requested\":0,"
           "\"stored\":0,\"skipped\":0,\"failed\":0}]"_s},
          {u":now"_s, now}}},
        {"a look for held leases",
         db::sqlText(kDialect, u"list_held_leases"_s),
         {{u":leases"_s, u"[[\"due1\",\"t\"]]"_s}}},
        {"a request for a step",
         db::sqlText(kDialect, u"enqueue_steps"_s),
         {{u":rows"_s, u"[{\"id\":\"q5\",\"vehicle_id\":\"v5\",\"step_name\":\"extract_data\"}]"_s},
          {u":max_retries"_s, 3},
          {u":at"_s, now},
          {u":now"_s, now},
          {u":priority"_s, 5},
          {u":reason"_s, u"r"_s},
          {u":options"_s, u"{}"_s}}},
        {"a look for a dead row",
         db::sqlText(kDialect, u"revive_dead_steps"_s),
         {{u":rows"_s, u"[{\"id\":\"q10\",\"vehicle_id\":\"v10\",\"step_name\":\"extract_vin\"}]"_s},
          {u":max_retries"_s, 3},
          {u":at"_s, now},
          {u":priority"_s, 5},
          {u":reason"_s, u"r"_s},
          {u":options"_s, u"{}"_s}}},
        {"what is queued for a vehicle",
         db::sqlText(kDialect, u"list_queue_by_vehicle"_s),
         {{u":vehicle_id"_s, u"v5"_s}}},
        {"the counters", db::sqlText(kDialect, u"list_failure_counters"_s), {}},
        {"a vehicle by its URL",
         db::sqlText(kDialect, u"select_vehicle_by_url_key"_s),
         {{u":url_key"_s, u"h/5"_s}}},
        {"an image that is stored",
         u"INSERT INTO vehicle_images (vehicle_id, image_url) VALUES ('v5', 'x')"_s,
         {}},
        {"a rescue of expired leases",
         db::sqlText(kDialect, u"rescue_expired"_s),
         {{u":now"_s, now},
          {u":latest"_s, u"9"_s},
          {u":owner"_s, u"me"_s},
          {u":running"_s, u"[]"_s},
          {u":max_rescues"_s, 5},
          {u":limit"_s, 200}}},
        {"the time of the next work", db::sqlText(kDialect, u"select_next_work"_s), {}},
        {"how far a large batch is",
         db::sqlText(kDialect, u"select_batch_by_id"_s),
         {{u":id"_s, u"large"_s}}},
        {"the list of batches", db::sqlText(kDialect, u"list_batches"_s), {{u":limit"_s, 50}}},
        {"the rates of the steps",
         db::sqlText(kDialect, u"list_step_days"_s),
         {{u":since"_s, u"2026-01-01"_s}}},
        {"the trend of a cause",
         db::sqlText(kDialect, u"list_cause_days"_s),
         {{u":cause"_s, u"timeout"_s}, {u":fingerprint"_s, u"f"_s}, {u":since"_s, u"2026-01-01"_s}}},
        {"the list of causes", causeList(), {}},
        {"the list of workers", db::sqlText(kDialect, u"list_workers"_s), {}},
        {"a delete of a vehicle", u"DELETE FROM vehicles WHERE id = 'v7'"_s, {}},
    };
}

} // namespace

Q_DECLARE_METATYPE(Filter)

class TestStatements : public QObject
{
    Q_OBJECT

private slots:
    void everyQueryPrepares_data();
    void everyQueryPrepares();
    void everyQueryIsOneStatement_data() { everyQueryPrepares_data(); }
    void everyQueryIsOneStatement();
    void everyTemplatePreparesWithEveryFilter_data();
    void everyTemplatePreparesWithEveryFilter();
    void everyFilterAndSortIsUsed();
    void theFirstPageIsReadFromTheIndex();
    void aPageAfterACursorIsReadFromTheIndex();
    void planCandidatesReadAVehicleOnce();
    void frequentStatementsScanNoLargeTable_data();
    void frequentStatementsScanNoLargeTable();
    void frequentStatementsDoNotGrowWithTheWorkspace();

private:
    std::unique_ptr<TestWorkspace> m_empty = std::make_unique<TestWorkspace>();
};

void TestStatements::everyQueryPrepares_data()
{
    QTest::addColumn<QString>("name");
    const QStringList names = db::sqlNames(kDialect, u"queries"_s);
    QVERIFY(names.size() > 40);
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
}

void TestStatements::everyQueryPrepares()
{
    QFETCH(QString, name);
    TestWorkspace &workspace = *m_empty;
    const auto statement = workspace.connection().statement(name.toLatin1().constData());
    QVERIFY2(statement, qPrintable(statement ? QString() : statement.error().detail));
}

void TestStatements::everyQueryIsOneStatement()
{
    QFETCH(QString, name);
    static const QRegularExpression form(u"^[a-z]+(_[a-z]+)+$"_s);
    QVERIFY(form.match(name).hasMatch());
    const QString sql = db::sqlText(kDialect, name);
    QVERIFY(!sql.isEmpty());
    QVERIFY2(!sql.contains(u';'), "a file holds one statement, without a semicolon");
    static const QRegularExpression place(u"%\\d"_s);
    QVERIFY2(!place.match(sql).hasMatch(), "only templates have places to fill");
}

void TestStatements::everyTemplatePreparesWithEveryFilter_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<Filter>("filter");
    for (const QString &name : db::sqlNames(kDialect, u"templates"_s)) {
        for (const auto &[label, filter] : filters())
            QTest::addRow("%s with %s", qPrintable(name), label) << name << filter;
    }
}

void TestStatements::everyTemplatePreparesWithEveryFilter()
{
    QFETCH(QString, name);
    QFETCH(Filter, filter);
    TestWorkspace &workspace = *m_empty;
    const QString sql = db::sqlFile(kDialect, u"templates/"_s + name);
    QStringList texts;
    if (name == u"list_failures") {
        for (const QString &sort : db::sqlNames(kDialect, u"sorts"_s)) {
            const QString key = db::sqlFile(kDialect, u"sorts/"_s + sort);
            for (const char *after : {"", "filters/after_ascending", "filters/after_descending"}) {
                const QString place =
                    *after ? QString(u' ' + db::sqlFile(kDialect, QLatin1String(after)).arg(key)) : QString();
                for (const char *order : {"ASC", "DESC"})
                    texts.append(
                        sql.arg(key, QString(db::filterSql(kDialect, filter) + place), QLatin1String(order)));
            }
        }
    } else if (name == u"list_plan_candidates") {
        texts.append(sql.arg(
            QString(db::sqlFile(kDialect, u"filters/plan_failing"_s) + db::filterSql(kDialect, filter))));
        texts.append(sql.arg(QString(db::sqlFile(kDialect, u"filters/plan_any"_s) + u' ' +
                                     db::sqlFile(kDialect, u"filters/ids"_s))));
    } else {
        texts.append(sql.arg(db::filterSql(kDialect, filter)));
    }
    for (const QString &text : texts) {
        auto statement = workspace.connection().prepare(text);
        QVERIFY2(statement, qPrintable(statement ? QString() : QString(statement.error().detail + text)));
        db::bindFilter(*statement, filter);
        if (text.contains(u":limit"_s))
            statement->bind(":limit", 1);
        must(statement->exec());
    }
}

void TestStatements::everyFilterAndSortIsUsed()
{
    // A file that no code loads is a mistake: it would never be tested.
    QStringList used;
    for (const auto &[label, filter] : filters())
        used.append(db::filterSql(kDialect, filter));
    const QString all = used.join(u' ');
    const QStringList byName = {u"after_ascending"_s, u"after_descending"_s, u"ids"_s, u"plan_any"_s,
                                u"plan_failing"_s};
    for (const QString &name : db::sqlNames(kDialect, u"filters"_s)) {
        const QString text = db::sqlFile(kDialect, u"filters/"_s + name);
        QVERIFY2(byName.contains(name) || all.contains(text.section(u'%', 0, 0)), qPrintable(name));
    }
    QCOMPARE(db::sqlNames(kDialect, u"sorts"_s).size(), 7);
}

void TestStatements::theFirstPageIsReadFromTheIndex()
{
    TestWorkspace workspace;
    const QString plan = explain(workspace.connection(), firstPage());
    QVERIFY2(plan.contains(u"vehicle_scrape_state_failing"_s), qPrintable(plan));
    QVERIFY2(ordersThePageAlone(plan), qPrintable(plan));
    QVERIFY2(!plan.contains(u"SCAN v"_s), qPrintable(plan));
}

void TestStatements::aPageAfterACursorIsReadFromTheIndex()
{
    TestWorkspace workspace;
    for (const char *after : {"filters/after_ascending", "filters/after_descending"}) {
        const QString key = db::sqlFile(kDialect, u"sorts/created_at"_s);
        const QString order =
            QLatin1String(after).endsWith(u"ascending"_s) && !QLatin1String(after).contains(u"desc"_s)
                ? u"ASC"_s
                : u"DESC"_s;
        const QString plan = explain(
            workspace.connection(),
            db::sqlFile(kDialect, u"templates/list_failures"_s)
                .arg(key, QString(u' ' + db::sqlFile(kDialect, QLatin1String(after)).arg(key)), order));
        QVERIFY2(
            plan.contains(u"SEARCH s USING INDEX vehicle_scrape_state_failing ((created_at,vehicle_id)"_s),
            qPrintable(plan));
        QVERIFY2(ordersThePageAlone(plan), qPrintable(plan));
    }
}

void TestStatements::planCandidatesReadAVehicleOnce()
{
    TestWorkspace workspace;
    const QString plan =
        explain(workspace.connection(), db::sqlFile(kDialect, u"templates/list_plan_candidates"_s)
                                            .arg(db::sqlFile(kDialect, u"filters/plan_failing"_s)));
    // What is read from the JSON is read before the five steps are joined.
    QVERIFY2(plan.startsWith(u"MATERIALIZE facts"_s), qPrintable(plan));
}

void TestStatements::frequentStatementsScanNoLargeTable_data()
{
    QTest::addColumn<QString>("sql");
    for (const Frequent &statement : frequentStatements())
        QTest::newRow(statement.name) << statement.sql;
    for (const char *name : {"select_vehicle_is_busy",
                             "select_image_by_hash",
                             "select_image_by_source_url",
                             "upsert_image_alias",
                             "move_image_aliases",
                             "move_image_primary",
                             "delete_merged_image",
                             "list_gallery_by_vehicle",
                             "list_attempts_by_vehicle",
                             "select_newest_page",
                             "list_failures_by_id",
                             "heartbeat_leases",
                             "release_lease",
                             "take_back_cancelled",
                             "select_batch_by_id",
                             "select_batch_with_held",
                             "list_settling_batches",
                             "mend_batches",
                             "delete_breaker_counts_after",
                             "claim_fatal",
                             "select_batch_options",
                             "list_batches",
                             "list_open_batches",
                             "list_unreleased_items",
                             "list_batch_items",
                             "insert_batch_items",
                             "list_hidden_vehicles",
                             "skip_batch_item",
                             "cancel_unreleased_items",
                             "finish_batch",
                             "end_canary",
                             "count_blocked_items",
                             "pause_batch",
                             "resume_batch",
                             "cancel_batch",
                             "park_batch",
                             "unpark_batch",
                             "claim_probe",
                             "take_probes",
                             "extend_probe",
                             "list_breakers",
                             "select_breaker",
                             "write_breaker",
                             "update_breaker",
                             "upsert_breaker_count",
                             "list_breaker_counts",
                             "delete_breaker_counts_before",
                             "delete_breaker_counts_by_host",
                             "list_waits_by_vehicle",
                             "park_cause",
                             "unpark_cause",
                             "end_cause",
                             "mark_cause_final",
                             "unmark_cause_final",
                             "count_steps_by_fingerprint",
                             "select_cause_rule",
                             "list_cause_days",
                             "list_step_days",
                             "list_unparsed_steps",
                             "insert_attempts",
                             "upsert_vehicle_steps",
                             "settle_step",
                             "adopt_due_steps",
                             "delete_placeholder",
                             "move_vehicle_queue",
                             "move_vehicle_attempts",
                             "move_vehicle_pages",
                             "move_vehicle_urls"})
        QTest::newRow(name) << db::sqlText(kDialect, QLatin1String(name));
}

void TestStatements::frequentStatementsScanNoLargeTable()
{
    QFETCH(QString, sql);
    TestWorkspace &workspace = *m_empty;
    const QString plan = explain(workspace.connection(), sql);
    static const QRegularExpression scan(
        u"SCAN (?!json_each|j |w|page|CONSTANT|failure_counters|s USING INDEX vehicle_scrape_state_failing|"
        "\\w+ USING (COVERING )?INDEX circuit_breakers_open|retry_batches USING INDEX "
        "retry_batches_settling|b USING INDEX retry_batches_by_time|"
        "c$)"_s, // the groups of the causes
        QRegularExpression::MultilineOption);
    // A claim asks every gate; there are as many as hosts and steps. What it found it puts into order.
    const bool claims = sql == db::sqlText(kDialect, u"claim_due"_s);
    QString walked = plan;
    QStringList asking;
    for (const char *name : {"claim_due", "claim_due_by_batch", "select_next_work",
                             "select_next_work_by_batch", "take_back_cancelled"})
        asking.append(db::sqlText(kDialect, QLatin1String(name)));
    if (asking.contains(sql))
        walked.remove(QRegularExpression(u"SCAN (b|\\(subquery-\\d+\\))\\n"_s));
    QVERIFY2(!scan.match(walked).hasMatch(), qPrintable(plan));
    if (sql == causeList())
        QVERIFY2(plan.contains(u"INDEX vehicle_scrape_state_by_cause"_s), qPrintable(plan));
    if (sql == db::sqlText(kDialect, u"select_next_work"_s))
        QVERIFY2(
            plan.contains(u"scrape_retry_queue_due (host=? AND step_name=? AND blocked=? AND priority=?)"_s),
            qPrintable(plan));
    if (sql == db::sqlText(kDialect, u"claim_due_by_batch"_s))
        QVERIFY2(plan.contains(u"scrape_retry_queue_by_batch (batch_id=? AND status=? AND parked=? AND "
                               u"host=? AND step_name=? AND blocked=? AND priority=? AND "
                               "next_retry_at<?)"_s),
                 qPrintable(plan));
    if (claims) {
        QVERIFY2(
            plan.contains(
                u"scrape_retry_queue_due (host=? AND step_name=? AND blocked=? AND priority=? AND next_retry_at<?)"_s),
            qPrintable(plan));
    }
}

void TestStatements::frequentStatementsDoNotGrowWithTheWorkspace()
{
    if (!statementStatus())
        QSKIP("The SQLite of this Qt cannot be asked for its instruction count.");
    TestWorkspace small;
    TestWorkspace large;
    fill(small, 500); // 1,000 queued rows
    fill(large, 10000);
    for (const Frequent &statement : frequentStatements()) {
        const qint64 few = steps(small, statement.sql, statement.values);
        const qint64 many = steps(large, statement.sql, statement.values);
        QVERIFY2(few > 0, statement.name);
        QVERIFY2(many <= few * 2, qPrintable(u"%1: %2 instructions for 1,000 queued rows, %3 for 20,000"_s
                                                 .arg(QLatin1String(statement.name))
                                                 .arg(few)
                                                 .arg(many)));
    }
}

QTEST_GUILESS_MAIN(TestStatements)
#include "tst_statements.moc"
