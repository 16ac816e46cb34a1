// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace ctltest;
using namespace testsupport;

//! What the reading commands print about a workspace with one vehicle of each kind: whole, partial (one of
//! four images answers 503), gone (three images answer 404), unfetched (its page answers 500) and bare (no
//! gallery).
class TestCtlReports : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void printsTheShapesOthersRelyOn_data();
    void printsTheShapesOthersRelyOn();
    void printsTextForPeople_data();
    void printsTextForPeople();
    void filters_data();
    void filters();
    void filtersOneCauseGroup();
    void pagesThroughEverythingOnce();
    void exportsWhatItSays();
    void exportsChosenColumns();
    void countsWhatTheRowsSay();
    void keepsControlCharactersFromTheTerminal();
    void showsAndChangesSettings();

private:
    OriginFixture m_fixture;
    Ctl m_ctl;
};

namespace {

const char *const kFailure =
    R"({"vehicle_id": "string", "year": "number?", "make": "string?", "model": "string?", "vin": "string?",
        "discovery_url": "string?", "failure_types": ["string"], "stored_image_count": "number",
        "actual_image_count": "number", "last_cause": "string?", "attempts": "number",
        "next_retry_at": "string?", "created_at": "string?"})";
const char *const kQueue =
    R"({"pending": "number", "running": "number", "held": "number", "dead": "number", "completed": "number",
        "oldest_pending_s": "number", "stuck": "number", "held_by": {"*": "number"}, "parked": "number",
        "parked_by": {"*": "number"}})";
const char *const kStep =
    R"({"step": "string", "attempts": "number", "succeeded": "number", "failed": "number",
        "success_rate": "number", "first_attempt_rate": "number?", "final_rate": "number?",
        "gave_up": "number", "recovered": "number", "mean_recovery_s": "number?")";
const char *const kBatch =
    R"({"batch_id": "string", "kind": "string", "reason": "string", "state": "string", "state_reason": "string?",
        "filter": "string?", "plan_hash": "string?", "actor": "string?", "created_at": "string",
        "starts_at": "string", "finished_at": "string?", "planned": "number", "done": "number",
        "succeeded": "number", "failed": "number", "held": "number", "cancelled": "number", "skipped": "number",
        "images": {"requested": "number", "stored": "number", "skipped": "number", "failed": "number"})";

} // namespace

void TestCtlReports::initTestCase()
{
    DemoOrigin &origin = m_fixture.origin;
    m_fixture.addListing(QStringLiteral("whole"), 3);
    const ListingPage partial = m_fixture.addListing(QStringLiteral("partial"), 4);
    origin.setFault(partial.images.at(2), Fault::withStatus(503));
    for (const QString &image : m_fixture.addListing(QStringLiteral("gone"), 3).images)
        origin.setFault(image, Fault::withStatus(404));
    origin.setFault(m_fixture.addListing(QStringLiteral("unfetched"), 2).path(), Fault::withStatus(500));
    ListingPage bare = m_fixture.addListing(QStringLiteral("bare"), 0);
    bare.galleryForm = GalleryForm::Absent;
    bare.make = QStringLiteral("Studebaker");
    bare.title = QStringLiteral("1963 Studebaker Avanti");
    bare.year = 1963;
    origin.addListing(bare);

    m_ctl.create({QStringLiteral("retry.base_ms"), QStringLiteral("3600000")});
    m_ctl.write(QStringLiteral("urls"), origin.listingUrls().join(u'\n').toUtf8());
    const Run run = m_ctl.run(words("import --list urls"));
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err, QByteArray());
}

void TestCtlReports::printsTheShapesOthersRelyOn_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("shape");
    const auto row = [](const char *name, const char *command, const QByteArray &shape, int code = 0) {
        QTest::newRow(name) << QString::fromUtf8(command) << code << shape;
    };
    const QByteArray failure = kFailure;
    const QByteArray plan =
        R"({"planned": "number", "plan_hash": "string", "succeeded": "number", "failed": "number",
            "excluded": [{"vehicle_id": "string", "step": "string?", "reason": "string"}], "held": "number",
            "images": {"requested": "number", "stored": "number", "skipped": "number", "failed": "number"},
            "requests": "number", "estimated_seconds": "number", "held_by": [{"host": "string"}],
            "by_step": [{"step": "string", "items": "number", "requests": "number"}],
            "by_host": [{"host": "string", "items": "number", "requests": "number",
                         "estimated_seconds": "number"}],
            "by_cause": [{"cause": "string?", "items": "number", "requests": "number"}],
            "batch_id": )";
    row("init", "init", R"({"workspace": "string", "images": "string", "schema_version": "number"})");
    row("failures", "failures", R"({"total": "number", "items": [)" + failure + R"(], "next": "null"})");
    row("a page of failures", "failures --limit 1",
        R"({"total": "number", "items": [)" + failure + R"(], "next": "string"})");
    row("causes", "causes",
        R"({"items": [{"cause": "string", "fingerprint": "string", "message": "string", "count": "number",
            "first_seen": "string", "last_seen": "string", "sample_vehicle_id": "string",
            "trend": ["number"], "today": "number", "last7": "number", "rule": "null"}]})");
    row("queue", "queue", kQueue);
    row("stats", "stats --days 2",
        R"({"by_day": [{"date": "string", "total_retries": "number", "succeeded": "number", "failed": "number",
            "success_rate": "number"}],
            "by_step": [)" +
            QByteArray(kStep) + R"(}], "by_step_day": [)" + kStep + R"(, "date": "string"}], "queue": )" +
            kQueue + "}");
    row("batches", "batch list", R"({"items": [)" + QByteArray(kBatch) + "}]}");
    row("hosts", "hosts",
        R"({"items": [{"host": "string", "step": "string", "state": "string", "reason": "string?",
            "manual": "bool", "trips": "number", "concurrency": "number", "rate": "number",
            "rate_factor": "number", "own_limits": "bool", "open_until": "string?", "paused_until": "string?",
            "pause_reason": "string?", "failure_rate": "number", "requests": "number", "failures": "number",
            "waiting": "number", "held": "number"}]})");
    row("policies", "policies list",
        R"({"items": [{"cause": "string", "edited": "bool", "retry": "string", "max_attempts": "number?",
            "base_ms": "number?", "factor": "number?", "cap_ms": "number?", "jitter": "number?",
            "uses_attempt": "bool", "counts_for_breaker": "bool"}]})");
    row("the audit", "audit", R"({"items": [{"when": "string", "actor": "string", "action": "string",
        "filter": "string?", "count": "number", "hash": "string?", "batch_id": "string?", "result": "string?"}]})");
    row("the workers", "workers",
        R"({"items": [{"name": "string", "host": "string", "pid": "number", "version": "string",
            "started_at": "string", "heartbeat_at": "string", "alive": "bool", "running": "number"}]})");
    row("export", "export report.csv", R"({"rows": "number", "file": "string", "sha256": "string"})");
    row("a dry run", "retry --all --dry-run", plan + R"("null"})");
    row("a worker with nothing to do", "worker --until-empty --patience 0",
        R"({"claimed": "number", "succeeded": "number", "failed": "number", "held": "number",
            "released": "number", "held_by": [{"host": "string"}]})",
        1);
    row("settings", "config list",
        R"({"items": [{"key": "string", "value": "string", "default": "string", "description": "string"}]})");
    row("a setting", "config get net.allow", R"({"key": "string", "value": "string"})");
}

void TestCtlReports::printsTheShapesOthersRelyOn()
{
    QFETCH(QString, command);
    QFETCH(int, code);
    QFETCH(QByteArray, shape);
    const Run run = m_ctl.json(command.split(u' '));
    QCOMPARE(run.code, code);
    QCOMPARE(run.err, QByteArray());
    QVERIFY2(!run.json().isEmpty(), run.out.constData());
    QCOMPARE(mismatch(run.json(), shape.constData()), QString());
}

void TestCtlReports::printsTextForPeople_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *command, const QStringList &expected) {
        QTest::newRow(name) << QString::fromUtf8(command) << expected;
    };
    row("failures with what they are known by", "failures",
        {QStringLiteral("1991 Saab 900 Turbo"), QStringLiteral("unfetched"), QStringLiteral("3/4"),
         QStringLiteral("4 of 4")});
    row("no failures", "failures --text nobody", {QStringLiteral("Nothing is incomplete.")});
    row("a page of failures with how to go on", "failures --limit 1",
        {QStringLiteral("1 of 4"), QStringLiteral("--after ")});
    row("causes", "causes",
        {QStringLiteral("not_found"), QStringLiteral("FINGERPRINT"), QStringLiteral("HTTP 404"),
         QStringLiteral("TODAY")});
    row("the queue", "queue", {QStringLiteral("pending"), QStringLiteral("given up")});
    row("stats", "stats", {QStringLiteral("RETRIES"), QStringLiteral("backfill_images")});
    row("a dry run with reasons", "retry --all --dry-run",
        {QStringLiteral("left out"), QStringLiteral("The last failure is final"), QStringLiteral("REQUESTS"),
         QStringLiteral("server_error")});
    row("a filter that matches nothing", "retry --text nobody", {QStringLiteral("Nothing matches")});
    row("batches", "batch list", {QStringLiteral("import"), QStringLiteral("PLANNED")});
    row("hosts", "hosts list", {QStringLiteral("closed"), QStringLiteral("no limit")});
    row("policies", "policies list", {QStringLiteral("long_backoff"), QStringLiteral("BASE_MS")});
    row("rates of steps", "stats", {QStringLiteral("% AT ONCE"), QStringLiteral("RECOVERED")});
    row("settings", "config list",
        {QStringLiteral("net.per_host"), QStringLiteral("Requests in flight per host.")});
}

void TestCtlReports::printsTextForPeople()
{
    QFETCH(QString, command);
    QFETCH(QStringList, expected);
    const Run run = m_ctl.run(command.split(u' '));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    for (const QString &words : expected)
        QVERIFY2(run.out.contains(words.toUtf8()), qPrintable(words + u'\n' + QString::fromUtf8(run.out)));
    QVERIFY(!run.out.contains('{'));
    QVERIFY(!run.out.contains("%1"));
}

void TestCtlReports::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &filter, const char *expected) {
        QTest::newRow(name) << filter << QString::fromUtf8(expected);
    };
    const auto plain = [&row](const char *name, const char *filter, const char *expected) {
        row(name, QString::fromUtf8(filter), expected);
    };
    const char *const all = "partial gone unfetched bare";
    plain("the image step", "--step backfill_images", "partial gone");
    plain("the page step", "--step fetch_listing", "unfetched");
    plain("the gallery step", "--step extract_images", "unfetched bare");
    plain("a failure type", "--type missing_images", "gone");
    plain("another failure type", "--type partial_images", "partial");
    plain("a cause", "--cause server_error", "partial unfetched");
    plain("a cause of the extractor", "--cause parse_failed", "bare");
    plain("a cause nobody had", "--cause tls", "");
    row("this host", QStringLiteral("--host 127.0.0.1:%1").arg(m_fixture.origin.port()), all);
    plain("another host", "--host bringatrailer.com", "");
    plain("a word", "--text studebaker", "bare");
    plain("a word of the URL", "--text gone", "gone");
    row("words", QStringLiteral("--text|avanti 1963"), "bare");
    row("words that never meet", QStringLiteral("--text|studebaker 1991"), "");
    plain("an age", "--since 7d", all);
    plain("the future", "--since 2999-01-01", "");
    plain("a time", "--since 2020-01-31T12:00:00Z", all);
    plain("the past", "--until 2020-01-31", "");
    plain("attempts", "--attempts-min 1", "partial unfetched");
    plain("many attempts", "--attempts-min 9", "");
    plain("missing images", "--missing-min 2", "gone");
    plain("a step and a cause", "--step backfill_images --cause not_found", "gone");
    plain("a cause and missing images", "--cause server_error --missing-min 1", "partial");
    plain("conditions that never meet", "--type partial_images --cause not_found", "");
    plain("everything at once",
          "--step backfill_images --type partial_images --cause server_error --text saab --since 1h "
          "--until 2999-01-01 --attempts-min 1 --missing-min 1",
          "partial");
}

void TestCtlReports::filters()
{
    QFETCH(QString, filter);
    QFETCH(QString, expected);
    // A bar stands for the blank before a value that holds blanks.
    const QStringList arguments = filter.contains(u'|') ? filter.split(u'|') : filter.split(u' ');
    const Run run = m_ctl.json(QStringList(QStringLiteral("failures")) + arguments);
    QCOMPARE(run.code, 0);
    QSet<QString> found;
    for (const QJsonValue &item : run.json().value(QLatin1String("items")).toArray())
        found.insert(item[QLatin1String("discovery_url")].toString().section(u'/', -1));
    const QStringList names = expected.split(u' ', Qt::SkipEmptyParts);
    QCOMPARE(found, QSet<QString>(names.begin(), names.end()));
    QCOMPARE(run.json().value(QLatin1String("total")).toInt(), found.size());

    // The same road for the report and for a plan.
    const Run report = m_ctl.json(words("export report.csv") + arguments);
    QCOMPARE(report.json().value(QLatin1String("rows")).toInt(), found.size());
}

void TestCtlReports::filtersOneCauseGroup()
{
    const QJsonArray groups = m_ctl.json(words("causes")).json().value(QLatin1String("items")).toArray();
    QVERIFY(groups.size() >= 4);
    for (const QJsonValue &group : groups) {
        const QString fingerprint = group[QLatin1String("fingerprint")].toString();
        const Run run =
            m_ctl.json({QStringLiteral("failures"), QStringLiteral("--fingerprint"), fingerprint});
        QCOMPARE(run.json().value(QLatin1String("total")).toInt(), group[QLatin1String("count")].toInt());
        const QString sample = group[QLatin1String("sample_vehicle_id")].toString();
        QVERIFY(run.out.contains(sample.toUtf8()));
    }
    const Run filtered = m_ctl.json(words("causes --cause not_found"));
    QCOMPARE(filtered.json().value(QLatin1String("items")).toArray().size(), 1);
}

void TestCtlReports::pagesThroughEverythingOnce()
{
    QStringList seen;
    QString cursor;
    for (int page = 0; page < 9; ++page) {
        QStringList arguments = words("failures --limit 1");
        if (!cursor.isEmpty())
            arguments << QStringLiteral("--after") << cursor;
        const QJsonObject answer = m_ctl.json(arguments).json();
        for (const QJsonValue &item : answer.value(QLatin1String("items")).toArray())
            seen.append(item[QLatin1String("vehicle_id")].toString());
        cursor = answer.value(QLatin1String("next")).toString();
        if (cursor.isEmpty())
            break;
    }
    QCOMPARE(seen.size(), 4);
    QCOMPARE(seen.removeDuplicates(), 0);
}

void TestCtlReports::exportsWhatItSays()
{
    const Run run = m_ctl.json(words("export out.csv"));
    QCOMPARE(run.code, 0);
    QFile file(m_ctl.path(QStringLiteral("out.csv")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const QString sha256 =
        QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    QCOMPARE(run.json().value(QLatin1String("rows")).toInt(), 4);
    QCOMPARE(run.json().value(QLatin1String("file")).toString(), file.fileName());
    QCOMPARE(run.json().value(QLatin1String("sha256")).toString(), sha256);
    QCOMPARE(bytes.count("\r\n"), 5);
    QFile manifest(file.fileName() + QStringLiteral(".manifest.json"));
    QVERIFY(manifest.open(QIODevice::ReadOnly));
    const QJsonObject facts = QJsonDocument::fromJson(manifest.readAll()).object();
    QCOMPARE(facts.value(QLatin1String("sha256")).toString(), sha256);
    QCOMPARE(facts.value(QLatin1String("rows")).toInt(), 4);
}

void TestCtlReports::exportsChosenColumns()
{
    // A file name after the columns is the file, not one column more.
    QCOMPARE(m_ctl.run(words("export --columns make,year chosen.csv --raw --cause parse_failed")).code, 0);
    QFile file(m_ctl.path(QStringLiteral("chosen.csv")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray text = file.readAll();
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3);
    QCOMPARE(text.split('\r').first(), QByteArray("\"make\",\"year\""));
    QVERIFY2(text.contains("Studebaker"), text.constData());
    QVERIFY(!text.contains("Saab"));
}

void TestCtlReports::countsWhatTheRowsSay()
{
    const QJsonObject queue = m_ctl.json(words("queue")).json();
    const QString sql = QStringLiteral("SELECT count(*) FROM scrape_retry_queue WHERE status = '%1'");
    QCOMPARE(queue.value(QLatin1String("pending")).toInt(), m_ctl.number(sql.arg(QStringLiteral("pending"))));
    QCOMPARE(queue.value(QLatin1String("completed")).toInt(),
             m_ctl.number(sql.arg(QStringLiteral("completed"))));
    QCOMPARE(queue.value(QLatin1String("running")).toInt(), 0);
    QCOMPARE(queue.value(QLatin1String("stuck")).toInt(), 0);

    const QJsonObject stats = m_ctl.json(words("stats --days 1")).json();
    QCOMPARE(stats.value(QLatin1String("by_day")).toArray().size(), 1);
    int attempts = 0;
    for (const QJsonValue &step : stats.value(QLatin1String("by_step")).toArray())
        attempts += step[QLatin1String("attempts")].toInt();
    QCOMPARE(attempts, m_ctl.number(QStringLiteral("SELECT count(*) FROM scrape_steps "
                                                   "WHERE status IN ('success', 'failed')")));

    const Run whole = m_ctl.json(words("failures --text gone"));
    const QJsonValue row = whole.json().value(QLatin1String("items")).toArray().first();
    QCOMPARE(row[QLatin1String("stored_image_count")].toInt(), 3);
    QCOMPARE(row[QLatin1String("actual_image_count")].toInt(), 0);
}

void TestCtlReports::keepsControlCharactersFromTheTerminal()
{
    Ctl ctl;
    ctl.create();
    ctl.execute(
        QStringLiteral("INSERT INTO vehicles (id, make, model, discovery_url) VALUES "
                       "('5a3f555f-026c-43d0-8b67-863c19abac52', 'Saab' || char(27) || '[2J', '<b>900</b>', "
                       "'https://bringatrailer.com/listing/x')"));
    const Run run = ctl.run(words("failures"));
    QCOMPARE(run.code, 0);
    QVERIFY2(run.out.contains("Saab"), run.out.constData());
    QVERIFY(!run.out.contains('\x1b'));
}

void TestCtlReports::showsAndChangesSettings()
{
    Ctl ctl;
    QCOMPARE(ctl.run(words("init")).code, 0);
    QCOMPARE(ctl.run(words("config get net.per_host")).out, QByteArray("4\n"));
    const Run set = ctl.json(words("config set net.per_host 2"));
    QCOMPARE(set.code, 0);
    QCOMPARE(set.json().value(QLatin1String("value")).toString(), QStringLiteral("2"));
    QCOMPARE(ctl.run(words("config get net.per_host")).out, QByteArray("2\n"));
    // A refused value leaves the old one.
    QCOMPARE(ctl.run(words("config set net.per_host 65")).code, 2);
    QCOMPARE(ctl.run(words("config get net.per_host")).out, QByteArray("2\n"));
    // Settings that must fit together.
    QCOMPARE(ctl.run(words("config set queue.lease_ms 1000")).code, 2);

    const QJsonArray items = ctl.json(words("config list")).json().value(QLatin1String("items")).toArray();
    QStringList keys;
    for (const QJsonValue &item : items) {
        keys.append(item[QLatin1String("key")].toString());
        QVERIFY(!item[QLatin1String("description")].toString().isEmpty());
    }
    const QStringList known =
        words("net.allow net.proxy net.ca_file net.per_host net.rate_per_host net.connections net.timeout_ms "
              "net.min_bytes_per_s net.max_bytes net.max_pixels net.user_agent queue.lease_ms "
              "queue.heartbeat_ms queue.max_run_ms retry.max_attempts retry.base_ms retry.cap_ms "
              "breaker.failure_rate breaker.min_requests breaker.open_ms breaker.window_ms sweep.enabled "
              "images.store");
    for (const QString &key : known)
        QVERIFY2(keys.contains(key), qPrintable(key));
}

QTEST_GUILESS_MAIN(TestCtlReports)
#include "tst_ctlreports.moc"
