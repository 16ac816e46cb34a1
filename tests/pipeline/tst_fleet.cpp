// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Four workers on one PostgreSQL server of their own, reached through a port that breaks connections. Workers
// are killed, connections reset or left half-open, the server crashes in the middle. RETRYDESK_LONG: ten
// times as often.
#include "db/connection.h"
#include "support/cutproxy.h"
#include "support/originfixture.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using testsupport::Fault;

namespace {

constexpr int kWorkers = 4;
constexpr int kImages = 6;
constexpr int kPatienceMs = 300'000;
constexpr int kUnreachable = 3; //!< the exit code for a database that is not there

int kills()
{
    return qEnvironmentVariableIsSet("RETRYDESK_LONG") ? 200 : 20;
}

int upTo(int low, int high)
{
    return QRandomGenerator::global()->bounded(low, high);
}

//! tests/support/postgres/server with a folder of its own. Throws what it says.
class Server
{
public:
    explicit Server(const QString &note) : m_note(note)
    {
        call(u"start"_s);
        QFile file(note);
        if (!file.open(QIODevice::ReadOnly))
            throw std::runtime_error("the server left no note");
        m_folder = QString::fromUtf8(file.readAll()).trimmed();
    }
    ~Server()
    {
        try {
            call(u"stop"_s);
        } catch (const std::exception &problem) {
            qWarning("%s", problem.what());
        }
    }
    Q_DISABLE_COPY_MOVE(Server)

    void restart() const { call(u"restart"_s); }
    QString socket() const { return m_folder + u"/.s.PGSQL.5432"_s; }
    QString uri(const QString &database) const
    {
        return u"postgresql://retrydesk@/%1?host=%2"_s.arg(database, m_folder);
    }

private:
    void call(const QString &what) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(RETRYDESK_POSTGRES), {what, m_note});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            throw std::runtime_error("the server did not " + what.toStdString());
    }

    QString m_note;
    QString m_folder;
};

class TestFleet : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyStepTakesEffectOnce_data();
    void everyStepTakesEffectOnce();

private:
    using Process = std::unique_ptr<QProcess>;
    Process start(const QStringList &arguments) const;
    Process startWorker() const { return start({u"worker"_s, u"--until-empty"_s, u"--patience"_s, u"5"_s}); }
    void run(const QStringList &arguments) const;
    //! A batch with one step for each of so many vehicles.
    void queue(testsupport::OriginFixture &fixture, int listings) const;
    //! Kills any one worker and starts another in its place. True when it had not ended by itself.
    bool kill(std::array<Process, kWorkers> &workers) const;
    QStringList rows(const QString &sql) const;
    //! Waits for the end; -1 when there is none, or it was killed.
    static int exitCode(QProcess &process)
    {
        const bool hasEnded = process.state() == QProcess::NotRunning || process.waitForFinished(kPatienceMs);
        return hasEnded && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Server> m_server;
    std::unique_ptr<testsupport::CutProxy> m_proxy;
    QString m_workspace; // through the port
};

void TestFleet::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<Server>(m_folder->filePath(u"note"_s));
    m_proxy = std::make_unique<testsupport::CutProxy>(m_server->socket());
    // A statement that takes five seconds is given up here, so that silence is noticed soon.
    m_workspace =
        u"postgresql://retrydesk@127.0.0.1:%1/fleet?sslmode=disable&gssencmode=disable&options=-c%20statement_timeout%3D5s"_s
            .arg(m_proxy->port());
    const auto connection = db::Connection::open(m_server->uri(u"postgres"_s));
    QVERIFY(connection && (*connection)->run(u"CREATE DATABASE fleet"_s));
    run({u"init"_s, u"--images"_s, m_folder->filePath(u"images"_s)});
    for (const char *setting :
         {"net.allow 127.0.0.0/8", "net.rate_per_host 0", "net.per_host 8", "queue.heartbeat_ms 300",
          "queue.max_rescues 1000", "queue.lease_ms 1500", "retry.base_ms 50"})
        run(QStringList{u"config"_s, u"set"_s} + QString::fromLatin1(setting).split(u' '));
}

void TestFleet::cleanup()
{
    m_proxy.reset();
    m_server.reset();
}

TestFleet::Process TestFleet::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->setStandardOutputFile(QProcess::nullDevice());
    process->start(QStringLiteral(RETRYDESK_CTL), QStringList{u"--workspace"_s, m_workspace} + arguments);
    if (!process->waitForStarted())
        throw std::runtime_error("retrydeskctl does not start");
    return process;
}

void TestFleet::run(const QStringList &arguments) const
{
    const Process process = start(arguments);
    if (!process->waitForFinished(kPatienceMs) || process->exitCode() != 0)
        throw std::runtime_error("failed: " + arguments.join(u' ').toStdString());
}

void TestFleet::queue(testsupport::OriginFixture &fixture, int listings) const
{
    for (int i = 1; i <= listings; ++i) {
        const auto page = fixture.addListing(u"1991-saab-900-%1"_s.arg(i), kImages);
        for (const QString &image : page.images)
            fixture.origin.setFault(image, Fault::delayed(upTo(20, 300)));
    }
    QFile list(m_folder->filePath(u"urls"_s));
    if (!list.open(QIODevice::WriteOnly))
        throw std::runtime_error("no list");
    list.write(fixture.origin.listingUrls().join(u'\n').toUtf8());
    list.close();
    run({u"import"_s, u"--list"_s, list.fileName(), u"--no-images"_s});
    run({u"retry"_s, u"--all"_s});
}

bool TestFleet::kill(std::array<Process, kWorkers> &workers) const
{
    Process &victim = workers[static_cast<size_t>(upTo(0, kWorkers))];
    victim->kill();
    victim->waitForFinished();
    const bool wasKilled = victim->exitStatus() == QProcess::CrashExit;
    victim = startWorker();
    return wasKilled;
}

QStringList TestFleet::rows(const QString &sql) const
{
    auto connection = db::Connection::open(m_server->uri(u"fleet"_s));
    if (!connection)
        throw std::runtime_error(connection.error().message.toStdString());
    auto statement = (*connection)->prepare(sql);
    if (!statement)
        throw std::runtime_error(statement.error().detail.toStdString());
    const auto found = statement->list([](const db::Statement &row) { return row.text(0); });
    if (!found)
        throw std::runtime_error(found.error().detail.toStdString());
    return QStringList(found->begin(), found->end());
}

void TestFleet::everyStepTakesEffectOnce_data()
{
    QTest::addColumn<bool>("breaksConnections");
    QTest::addColumn<bool>("restarts");
    QTest::newRow("workers are killed") << false << false;
    QTest::newRow("connections break and the server restarts") << true << true;
}

void TestFleet::everyStepTakesEffectOnce()
{
    QFETCH(bool, breaksConnections);
    QFETCH(bool, restarts);
    const int listings = 4 * kills();
    testsupport::OriginFixture fixture(testsupport::OriginFixture::emptyOptions());
    queue(fixture, listings);

    std::array<Process, kWorkers> workers;
    for (Process &worker : workers)
        worker = startWorker();
    int killed = 0;
    for (int i = 0; i < kills(); ++i) {
        QTest::qWait(upTo(50, 400)); // when a process dies is what is tried here
        killed += kill(workers) ? 1 : 0;
        if (breaksConnections) {
            QTest::qWait(upTo(0, 400));
            m_proxy->cut();
            if (i % 5 == 2)
                m_proxy->mute();
        }
        if (restarts && i == kills() / 2)
            m_server->restart();
    }
    for (Process &worker : workers) {
        // Whoever cannot even begin says so, and is started again, as a service would be.
        for (int i = 0; exitCode(*worker) == kUnreachable && i < kWorkers; ++i)
            worker = startWorker();
        QCOMPARE(exitCode(*worker), 0);
    }
    QVERIFY2(killed > kills() / 3, qPrintable(QString::number(killed)));

    const QString all = QString::number(listings);
    QCOMPARE(rows(u"SELECT count(*) || ' ' || count(DISTINCT (vehicle_id, source_url)) || ' ' || "
                  "count(DISTINCT storage_path) FROM vehicle_images"_s),
             QStringList(u"%1 %1 %1"_s.arg(listings * kImages)));
    QCOMPARE(rows(u"SELECT count(*) || ' ' || sum(failing) FROM vehicle_scrape_state"_s),
             QStringList(all + u" 0"_s));
    QCOMPARE(
        rows(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running', 'dead')"_s),
        QStringList(u"0"_s));
    // Where a worker died after the last image, the next one finds nothing to do.
    QCOMPARE(rows(u"SELECT count(*) || ' ' || count(DISTINCT vehicle_id) FROM scrape_steps "
                  "WHERE step_name = 'backfill_images' AND status IN ('success', 'skipped')"_s),
             QStringList(all + u' ' + all));
    QCOMPARE(rows(u"SELECT cause || ' ' || coalesce(error_message, '') FROM scrape_steps "
                  "WHERE status = 'failed'"_s),
             QStringList()); // who dies or loses the server uses no attempt
    QCOMPARE(rows(u"SELECT state || ' ' || planned || ' ' || succeeded_items + skipped_items "
                  "FROM counted_batches WHERE kind = 'retry'"_s),
             QStringList(u"done %1 %1"_s.arg(all)));
    int files = 0;
    for (QDirIterator it(m_folder->filePath(u"images"_s), QDir::Files | QDir::Hidden,
                         QDirIterator::Subdirectories);
         it.hasNext(); ++files) {
        QVERIFY2(!it.next().contains(u"/.incoming/"_s), qPrintable(it.filePath()));
        QVERIFY2(!QImage(it.filePath()).isNull(), qPrintable(it.filePath()));
    }
    QCOMPARE(files, listings * kImages); // none torn, none unowned
}

} // namespace

QTEST_GUILESS_MAIN(TestFleet)
#include "tst_fleet.moc"
