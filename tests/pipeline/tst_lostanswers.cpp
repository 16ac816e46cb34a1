// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A server does what it is told and its answer never arrives: the connection breaks in between. Whoever asked
// must find out, or say that nobody knows.
#include "brokenrules.h"
#include "db/attachment.h"
#include "db/dialect.h"
#include "db/migrator.h"
#include "deskfixture.h"
#include "support/cutproxy.h"
#include "support/originfixture.h"

#include <QDir>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using core::ErrorCode;
using dbtest::must;
using pipeline::Workspace;
using pipetest::answer;
using pipetest::done;

namespace {

constexpr int kListings = 12;
constexpr int kImages = 4;

//! The test server's socket, from an address of one of its databases.
QString socketOf(const QString &address)
{
    return QUrlQuery(QUrl(address)).queryItemValue(u"host"_s) + u"/.s.PGSQL.5432"_s;
}

core::Result<void> addVehicle(db::Connection &connection, const QString &id)
{
    return db::inTransaction(
        connection, [&] { return connection.run(u"INSERT INTO vehicles (id) VALUES ('%1')"_s.arg(id)); });
}

class TestLostAnswers : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aCommitWithoutAnAnswerIsKnown();
    void aCommitThatDidNotArriveIsKnown();
    void whenNobodyCanBeAskedTheErrorSaysSo();
    void aWorkspaceIsMadeAllTheSame();
    void aDatabaseIsAttachedAllTheSame();
    void whoMadeAWorkspaceInVainIsTold();
    void aPlanIsStoredOnce();
    void aPlanOfWhichNobodyKnowsIsSaidToBeSo();
    void aFleetTakesEffectOnce_data();
    void aFleetTakesEffectOnce();

private:
    //! The same database by way of the port that loses answers.
    QString proxied(const QString &address) const
    {
        return u"postgresql://retrydesk@127.0.0.1:%1%2?sslmode=disable&gssencmode=disable"_s
            .arg(m_proxy->port())
            .arg(QUrl(address).path());
    }
    std::unique_ptr<Workspace> open() const { return must(Workspace::open(proxied(m_rows->path()))); }
    void loseCommits(int every) { m_proxy->loseAnswersTo("COMMIT", every); }
    //! So many vehicles whose images are missing.
    void importListings(Workspace &workspace);
    //! Returns when they look for work.
    void startWorkers(const std::vector<Workspace *> &workspaces);
    //! When there is no work any more.
    void stopWorkers(const std::vector<Workspace *> &workspaces);
    //! What is lost, there twice or counted wrongly.
    QStringList notOnce() const;

    std::unique_ptr<dbtest::TestWorkspace> m_rows; // reached directly
    std::unique_ptr<testsupport::CutProxy> m_proxy;
    std::unique_ptr<testsupport::OriginFixture> m_fixture;
    std::vector<pipeline::WorkerReport> m_reports;
};

void TestLostAnswers::init()
{
    m_rows = std::make_unique<dbtest::TestWorkspace>();
    m_proxy = std::make_unique<testsupport::CutProxy>(socketOf(m_rows->path()));
    m_fixture = std::make_unique<testsupport::OriginFixture>();
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert({{u"images.store"_s, m_rows->filePath(u"images"_s)},
                     {u"queue.heartbeat_ms"_s, u"300"_s},
                     {u"queue.lease_ms"_s, u"1500"_s},
                     {u"queue.max_rescues"_s, u"1000"_s}});
    for (auto it = settings.cbegin(); it != settings.cend(); ++it)
        m_rows->run(u"INSERT INTO workspace_settings (key, value) VALUES (?, ?)"_s, {it.key(), it.value()});
    QDir(m_rows->filePath({})).mkpath(u"images"_s);
    m_reports.clear();
}

void TestLostAnswers::cleanup()
{
    m_proxy.reset();
    m_rows.reset();
}

void TestLostAnswers::aCommitWithoutAnAnswerIsKnown()
{
    const auto connection = must(db::Connection::open(proxied(m_rows->path())));
    loseCommits(1);
    must(addVehicle(*connection, u"v1"_s));
    must(addVehicle(*connection, u"v2"_s));
    QCOMPARE(m_proxy->lostAnswers(), 2);
    QCOMPARE(m_rows->rows(u"SELECT id FROM vehicles ORDER BY id"_s), (QStringList{u"v1"_s, u"v2"_s}));
}

void TestLostAnswers::aCommitThatDidNotArriveIsKnown()
{
    const auto connection = must(db::Connection::open(proxied(m_rows->path())));
    const auto written = db::inTransaction(*connection, [&]() -> core::Result<void> {
        auto done = connection->run(u"INSERT INTO vehicles (id) VALUES ('v1')"_s);
        m_rows->rows(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
        return done;
    });
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Busy);
    QVERIFY2(written.error().message.contains(u"cannot be reached"_s), qPrintable(written.error().message));
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM vehicles"_s).toInt(), 0);
    must(addVehicle(*connection, u"v1"_s));
}

void TestLostAnswers::whenNobodyCanBeAskedTheErrorSaysSo()
{
    const auto connection = must(db::Connection::open(proxied(m_rows->path())));
    loseCommits(1);
    m_proxy->letNobodyIn(true);
    const auto written = addVehicle(*connection, u"v1"_s);
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Busy);
    QVERIFY2(written.error().message.contains(u"look what is there"_s), qPrintable(written.error().message));
    m_proxy->letNobodyIn(false);
    must(addVehicle(*connection, u"v2"_s));
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM vehicles"_s).toInt(), 2);
}

void TestLostAnswers::aWorkspaceIsMadeAllTheSame()
{
    const dbtest::TestDatabase database;
    loseCommits(1);
    must(Workspace::create(proxied(database.uri()), m_rows->filePath(u"new"_s)));
    QVERIFY(m_proxy->lostAnswers() > 0);
    must(Workspace::open(database.uri()));
}

void TestLostAnswers::aDatabaseIsAttachedAllTheSame()
{
    const dbtest::TestDatabase database;
    const auto direct = must(db::Connection::open(database.uri()));
    must(direct->run(
        u"CREATE TABLE public.vehicles (id text PRIMARY KEY, discovery_url text, origin_metadata json)"_s));
    must(direct->run(
        u"CREATE TABLE public.vehicle_images (id text PRIMARY KEY, vehicle_id text, image_url text, "
        "source_url text)"_s));
    const auto connection = must(db::Connection::open(proxied(database.uri())));
    loseCommits(1);
    must(db::attach(*connection));
    QVERIFY(m_proxy->lostAnswers() > 0);
    QCOMPARE(must(db::schemaVersion(*direct)), must(db::schemaVersion(m_rows->connection())));
    must(db::detach(*connection));
    QVERIFY(must(direct->dialect().schemaState(*direct)).hasVehicles);
}

void TestLostAnswers::whoMadeAWorkspaceInVainIsTold()
{
    const dbtest::TestDatabase database;
    const auto connection = must(db::Connection::open(proxied(database.uri())));
    loseCommits(1);
    m_proxy->letNobodyIn(true);
    const auto made = db::migrate(*connection);
    QVERIFY(!made);
    QVERIFY2(made.error().message.contains(u"look what is there"_s), qPrintable(made.error().message));
    m_proxy->letNobodyIn(false);
    QCOMPARE(must(db::migrate(*connection)), db::Migration::UpToDate); // it was made
}

void TestLostAnswers::aPlanIsStoredOnce()
{
    const auto workspace = open();
    importListings(*workspace);
    const pipeline::Plan plan = done(workspace->plan({}));
    loseCommits(1);
    const QString id = done(workspace->startBatch(plan, {}));
    QVERIFY(m_proxy->lostAnswers() >= 2); // the plan, and its release
    QCOMPARE(m_rows->rows(u"SELECT id FROM retry_batches WHERE kind = 'retry'"_s), QStringList(id));
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending'"_s).toInt(),
             kListings);
}

void TestLostAnswers::aPlanOfWhichNobodyKnowsIsSaidToBeSo()
{
    const auto workspace = open();
    importListings(*workspace);
    const pipeline::Plan plan = done(workspace->plan({}));
    loseCommits(1);
    m_proxy->letNobodyIn(true);
    const auto started = answer(workspace->startBatch(plan, {}));
    QVERIFY(!started);
    QVERIFY2(started.error().message.contains(u"look what is there"_s), qPrintable(started.error().message));
    loseCommits(0);
    m_proxy->letNobodyIn(false);

    // Who does it again nevertheless does nothing twice.
    const QString again = done(workspace->startBatch(plan, {}));
    startWorkers({workspace.get()});
    stopWorkers({workspace.get()});
    QCOMPARE(notOnce(), QStringList());
    QCOMPARE(m_rows->rows(u"SELECT state, succeeded_items + skipped_items FROM counted_batches "
                          "WHERE kind = 'retry'"_s),
             QStringList(2, u"done|%1"_s.arg(kListings)));
}

void TestLostAnswers::aFleetTakesEffectOnce_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("every");
    QTest::newRow("every commit") << QByteArray("COMMIT") << 1;
    QTest::newRow("every second commit") << QByteArray("COMMIT") << 2;
    QTest::newRow("statements in between, for a while") << QByteArray("EXECUTE") << 17;
}

void TestLostAnswers::aFleetTakesEffectOnce()
{
    QFETCH(QByteArray, statement);
    QFETCH(int, every);
    const bool isCommit = statement == "COMMIT";
    constexpr int kWhileMs = 4000;
    const auto first = open();
    const auto second = open();
    if (isCommit)
        m_proxy->loseAnswersTo(statement, every);
    importListings(*first);
    startWorkers({first.get(), second.get()});
    done(first->startBatch(done(first->plan({})), {}));
    m_proxy->loseAnswersTo(statement, every);
    if (!isCommit) // a transaction may have more statements than that
        QTimer::singleShot(kWhileMs, this, [this] { m_proxy->loseAnswersTo({}, 0); });
    stopWorkers({first.get(), second.get()});
    QVERIFY(m_proxy->lostAnswers() > 2);

    QCOMPARE(notOnce(), QStringList());
    qint64 succeeded = 0;
    for (const pipeline::WorkerReport &report : m_reports) {
        QVERIFY2(!report.error, qPrintable(report.error ? report.error->message : QString()));
        QCOMPARE(report.failed, qint64(0));
        succeeded += report.succeeded;
    }
    QCOMPARE(succeeded, qint64(kListings));
    QCOMPARE(m_rows->rows(u"SELECT state, planned, succeeded_items FROM counted_batches "
                          "WHERE kind = 'retry'"_s),
             QStringList(u"done|%1|%1"_s.arg(kListings)));
}

void TestLostAnswers::importListings(Workspace &workspace)
{
    pipeline::ImportRequest request;
    for (int i = 1; i <= kListings; ++i)
        request.urls +=
            m_fixture->origin.baseUrl() + m_fixture->addListing(u"1991-saab-900-%1"_s.arg(i), kImages).path();
    request.images = false;
    const auto summary = done(workspace.import(request));
    if (summary.created != kListings || summary.withFailures != 0)
        throw std::runtime_error("the import lost something");
}

void TestLostAnswers::startWorkers(const std::vector<Workspace *> &workspaces)
{
    for (Workspace *workspace : workspaces) {
        connect(workspace, &Workspace::workerStopped, this,
                [this](const pipeline::WorkerReport &report) { m_reports.push_back(report); });
        workspace->startWorker({});
    }
    const auto present = [this] { return m_rows->value(u"SELECT count(*) FROM workers"_s).toUInt(); };
    if (!QTest::qWaitFor([&] { return present() == workspaces.size(); }, pipetest::kPatienceMs))
        throw std::runtime_error("the workers do not begin");
}

void TestLostAnswers::stopWorkers(const std::vector<Workspace *> &workspaces)
{
    const auto open = [this] {
        return m_rows->value(u"SELECT count(*) FROM retry_batches WHERE state <> 'done'"_s).toInt();
    };
    if (!QTest::qWaitFor([&] { return open() == 0; }, 2 * pipetest::kPatienceMs))
        throw std::runtime_error("the work is not done");
    for (Workspace *workspace : workspaces)
        workspace->stopWorker();
    if (!QTest::qWaitFor([&] { return m_reports.size() == workspaces.size(); }, pipetest::kPatienceMs))
        throw std::runtime_error("the workers do not stop");
}

QStringList TestLostAnswers::notOnce() const
{
    const int images = kListings * kImages;
    QStringList wrong = dbtest::broken(*m_rows);
    wrong += m_rows->rows(
        u"SELECT 'images', count(*), count(DISTINCT (vehicle_id, source_url)), count(DISTINCT storage_path) "
        "FROM vehicle_images HAVING count(*) <> %1 OR count(DISTINCT (vehicle_id, source_url)) <> %1 "
        "OR count(DISTINCT storage_path) <> %1"_s.arg(images));
    const auto files = pipetest::filesBelow(m_rows->filePath(u"images"_s));
    if (files.size() != images)
        wrong += u"%1 files"_s.arg(files.size());
    for (const QString &sql :
         {u"SELECT 'attempts', step_name, count(*), count(DISTINCT vehicle_id) FROM scrape_steps "
          "WHERE status = 'success' GROUP BY step_name HAVING count(*) <> %1 OR "
          "count(DISTINCT vehicle_id) <> %1"_s.arg(kListings),
          u"SELECT 'a failure', step_name, cause, error_message FROM scrape_steps WHERE status = 'failed'"_s,
          u"SELECT 'vehicles', count(*), sum(failing) FROM vehicle_scrape_state "
          "HAVING count(*) <> %1 OR sum(failing) > 0"_s.arg(kListings),
          u"SELECT 'not done', step_name, status, retry_count FROM scrape_retry_queue "
          "WHERE status IN ('pending', 'running', 'dead') OR retry_count > 0"_s})
        wrong += m_rows->rows(sql);
    return wrong;
}

} // namespace

QTEST_GUILESS_MAIN(TestLostAnswers)
#include "tst_lostanswers.moc"
