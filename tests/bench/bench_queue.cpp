// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A plan is stored and queued, then worked off by 1, 2 and 4 worker processes whose steps do nothing: what is
// left is the road itself, its leases, tokens, attempts, members and counters. On a PostgreSQL server of its
// own, beside plain SQL that claims and ends in batches of 100 and keeps nothing else, and on a file.
// RETRYDESK_BENCH_STEPS says how many steps. Prints steps a second.
#include "core/step.h"
#include "db/migrator.h"
#include "ordie.h"
#include "pipeline/batchkeeper.h"
#include "pipeline/plan.h"
#include "pipeline/workerloop.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <iostream>
#include <string>

using namespace Qt::StringLiterals;

namespace {

constexpr int kClaim = 100;
//! Names the file in which the script of the test server wrote its folder.
constexpr char kServerNote[] = "RETRYDESK_TEST_POSTGRES";
//! The undo window of the plan: no step is due before the workers' clock has jumped over it.
constexpr int kAheadSeconds = 1800;
//! So long after its start a worker works, however many others there are.
constexpr int kJoinedMs = 3000;

void run(db::Connection &connection, const QString &sql)
{
    orDie(connection.run(sql));
}

//! Milliseconds of a clock that all processes share.
qint64 sharedMs()
{
    QElapsedTimer now;
    now.start();
    return now.msecsSinceReference();
}

//! Says that it is ready and waits for the line that starts it.
void waitForStart()
{
    std::puts("ready");
    std::fflush(stdout);
    std::string line;
    std::getline(std::cin, line);
}

//! When it began, when it ended, how many jobs it did.
void report(qint64 first, qint64 last, qint64 jobs)
{
    std::printf("%lld %lld %lld\n", static_cast<long long>(first), static_cast<long long>(last),
                static_cast<long long>(jobs));
    std::fflush(stdout);
}

//! Succeeds at once.
class TrivialStep : public pipeline::StepRunner
{
public:
    void start(const pipeline::Job &, Done done) override { done({}); }
    void cancel(const pipeline::Job &) override {}
};

std::unique_ptr<pipeline::Services> servicesFor(const QString &workspace)
{
    auto services = std::make_unique<pipeline::Services>();
    services->connection = orDie(db::Connection::open(workspace));
    services->workerName = u"bench:%1"_s.arg(QCoreApplication::applicationPid());
    services->actor = u"bench"_s;
    return services;
}

//! The worker of the fleet with its own loop, until nothing is due.
int runWorker(QCoreApplication &app, const QString &workspace)
{
    const auto services = servicesFor(workspace);
    services->fetches = std::make_unique<net::FetchPool>(net::FetchSettings());
    pipeline::HostKeeper hosts(*services);
    pipeline::BatchKeeper batches(*services);
    TrivialStep step;
    std::map<core::Step, pipeline::StepRunner *> runners;
    for (const core::Step each : core::kAllSteps)
        runners[each] = &step;
    pipeline::WorkerLoop worker(*services, hosts, runners);
    qint64 first = 0;
    qint64 last = 0;
    QObject::connect(&worker, &pipeline::WorkerLoop::stepStarted, &app, [&first] {
        if (first == 0)
            first = sharedMs();
    });
    QObject::connect(&worker, &pipeline::WorkerLoop::stepEnded, &app, [&last] { last = sharedMs(); });
    QObject::connect(&worker, &pipeline::WorkerLoop::batchesAdvanced, &app, [&](const QStringList &ids) {
        for (const QString &id : ids)
            batches.consider(id);
    });
    QObject::connect(&worker, &pipeline::WorkerLoop::looked, &app, [&] { orDie(batches.considerAll()); });
    QObject::connect(&worker, &pipeline::WorkerLoop::stopped, &app, [&](const pipeline::WorkerReport &done) {
        if (done.error)
            qFatal("%s %s", qPrintable(done.error->message), qPrintable(done.error->detail));
        report(first, last, done.succeeded);
        app.quit();
    });
    // It is among the others before their clocks jump over the undo window: a worker that joins waits a
    // moment.
    pipeline::WorkerOptions options;
    options.untilEmpty = true;
    options.patienceSeconds = 2 * kAheadSeconds;
    worker.start(options);
    QTimer::singleShot(kJoinedMs, &app, [&] {
        waitForStart();
        services->clock = [] { return QDateTime::currentDateTimeUtc().addSecs(kAheadSeconds); };
        worker.wake();
    });
    return app.exec();
}

//! What a queue costs that keeps nothing but itself.
int runPeer(const QString &workspace)
{
    const auto connection = orDie(db::Connection::open(workspace));
    waitForStart();
    qint64 jobs = 0;
    const qint64 first = sharedMs();
    while (true) {
        auto claim = orDie(connection->prepare(
            u"UPDATE public.peer p SET status = 'running', token = :token, lease_until = now() + interval '1 "
            u"min' "
            "FROM (SELECT id FROM public.peer WHERE status = 'pending' ORDER BY at, id LIMIT :limit "
            "FOR UPDATE SKIP LOCKED) t WHERE p.id = t.id RETURNING p.id"_s));
        claim.bind(":token", u"t"_s).bind(":limit", kClaim);
        const auto ids = orDie(claim.list([](const db::Statement &row) { return row.text(0); }));
        if (ids.empty())
            break;
        const QString list = u'{' + QStringList(ids.begin(), ids.end()).join(u',') + u'}';
        auto end = orDie(connection->prepare(
            u"UPDATE public.peer SET status = 'completed', token = NULL, completed_at = now() "
            "WHERE id = ANY (CAST(:ids AS bigint[])) AND status = 'running' AND token = :token"_s));
        orDie(end.bind(":ids", list).bind(":token", u"t"_s).exec());
        jobs += static_cast<qint64>(ids.size());
    }
    report(first, sharedMs(), jobs);
    return 0;
}

//! Starts so many processes of this program and lets them go at once; jobs a second from the first beginning
//! to the last end.
double measure(const QString &role, const QString &workspace, int processes, qint64 expected)
{
    std::vector<std::unique_ptr<QProcess>> all;
    for (int i = 0; i < processes; ++i) {
        auto &process = all.emplace_back(std::make_unique<QProcess>());
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process->start(QCoreApplication::applicationFilePath(), {role, workspace});
        while (!process->canReadLine()) {
            if (!process->waitForReadyRead(60'000))
                qFatal("a worker did not start");
        }
        process->readLine();
    }
    for (const auto &process : all) {
        process->write("go\n");
        if (!process->waitForBytesWritten(60'000)) // without an event loop it stays in the buffer
            qFatal("a worker was not told to start");
    }
    qint64 first = std::numeric_limits<qint64>::max();
    qint64 last = 0;
    qint64 jobs = 0;
    for (const auto &process : all) {
        if (!process->waitForFinished(-1) || process->exitCode() != 0)
            qFatal("a worker failed");
        const QByteArrayList words = process->readAll().trimmed().split(' ');
        if (words.size() != 3)
            qFatal("a worker did not report");
        if (words[2].toLongLong() == 0)
            continue;
        first = qMin(first, words[0].toLongLong());
        last = qMax(last, words[1].toLongLong());
        jobs += words[2].toLongLong();
    }
    if (jobs != expected)
        qFatal("%lld of %lld jobs were done", static_cast<long long>(jobs), static_cast<long long>(expected));
    return 1000.0 * static_cast<double>(jobs) / static_cast<double>(last - first);
}

//! So many vehicles at four hosts; a plan asks for one step of each.
pipeline::Plan plan(db::Connection &connection, int steps)
{
    pipeline::Plan plan;
    auto ids = orDie(connection.prepare(u"SELECT id FROM vehicles ORDER BY id"_s));
    for (const QString &id : orDie(ids.list([](const db::Statement &row) { return row.text(0); }))) {
        pipeline::PlanItem item;
        item.vehicleId = id;
        item.step = core::Step::ExtractVin;
        item.host = u"host%1.example"_s.arg(plan.items.size() % 4);
        plan.items.push_back(item);
    }
    if (static_cast<int>(plan.items.size()) != steps)
        qFatal("there are not as many vehicles as asked for");
    return plan;
}

//! Stores and queues the plan as a click does.
void enqueue(const QString &workspace, int steps)
{
    const auto services = servicesFor(workspace);
    const pipeline::Plan items = plan(*services->connection, steps);
    pipeline::BatchKeeper batches(*services);
    QElapsedTimer timer;
    timer.start();
    qint64 stored = 0;
    pipeline::BatchOptions later;
    later.start = false;
    later.undoWindowSeconds = kAheadSeconds - 600;
    QString batchId;
    batches.start(items, later, [&](const core::Result<QString> &id) { batchId = orDie(id); });
    stored = timer.elapsed();
    bool isQueued = false;
    batches.resume(batchId, [&](const core::Result<void> &done) {
        orDie(done);
        isQueued = true;
    });
    while (!isQueued)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const qint64 all = timer.elapsed();
    const auto rate = [steps](qint64 ms) {
        return 1000.0 * steps / static_cast<double>(qMax<qint64>(1, ms));
    };
    std::printf("  plan of %d steps: stored %.0f/s, queued %.0f/s, both %.0f/s\n", steps, rate(stored),
                rate(all - stored), rate(all));
    std::fflush(stdout);
}

//! What the server works by itself: it claims and ends as a worker does, in one session without a worker.
//! Jobs a second.
double serverAlone(const QString &workspace, int steps)
{
    const auto connection = orDie(db::Connection::open(workspace));
    QElapsedTimer timer;
    timer.start();
    run(*connection, QString::fromLatin1(R"(
        DO $$ DECLARE jobs scrape_retry_queue[]; BEGIN LOOP
            SELECT array_agg(q) INTO jobs
            FROM claim_due('w', 't', now() + interval '2 hours', now() + interval '1 hour', 250) q;
            EXIT WHEN jobs IS NULL;
            COMMIT;
            PERFORM finish_steps(ARRAY(
                SELECT CAST((q.id, 't', 'completed', 0, NULL, NULL, NULL, NULL, 'success', NULL, NULL, now(),
                             0, 0, 0, 0) AS ended_step) FROM unnest(jobs) q), now());
            PERFORM insert_attempts(a), upsert_vehicle_steps(a) FROM (SELECT ARRAY(
                SELECT CAST((q.id, q.vehicle_id, q.step_name, 'success', NULL, NULL, now(), now(), NULL, NULL,
                             q.host, NULL, 0, 0, 'w', q.batch_id, 1, q.reason, 0, 0, 0, 1) AS attempt)
                FROM unnest(jobs) q) AS a) x;
            COMMIT;
        END LOOP; END $$)"));
    const double rate = 1000.0 * steps / static_cast<double>(timer.elapsed());
    auto ended =
        orDie(connection->prepare(u"SELECT count(*) FROM scrape_retry_queue q JOIN scrape_steps s USING (id) "
                                  u"WHERE q.status = 'completed' AND s.status = 'success'"_s));
    if (orDie(ended.list([](const db::Statement &row) { return row.integer(0); })).at(0) != steps)
        qFatal("not all jobs were done");
    return rate;
}

//! A server of this program's own, ended with it; with RETRYDESK_TEST_POSTGRES one that is there already.
class Server
{
public:
    Server()
    {
        if (!m_isThere)
            control(u"start"_s);
        QFile note(notePath());
        if (!note.open(QIODevice::ReadOnly))
            qFatal("the server did not start");
        m_folder = QString::fromUtf8(note.readAll()).trimmed();
    }
    ~Server()
    {
        if (!m_isThere)
            control(u"stop"_s);
    }
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    QString uri(const QString &database) const
    {
        return u"postgresql://retrydesk@/%1?host=%2"_s.arg(database, m_folder);
    }
    void onServer(const QString &sql) const { run(*orDie(db::Connection::open(uri(u"postgres"_s))), sql); }

private:
    QString notePath() const
    {
        return m_isThere ? qEnvironmentVariable(kServerNote) : m_note.filePath(u"postgres.note"_s);
    }
    void control(const QString &what) const
    {
        if (QProcess::execute(u"" RETRYDESK_POSTGRES_SERVER ""_s, {what, notePath()}) != 0)
            qFatal("the server cannot be controlled");
    }

    const bool m_isThere = qEnvironmentVariableIsSet(kServerNote);
    QTemporaryDir m_note;
    QString m_folder;
};

void fill(db::Connection &connection, const QString &sql, int count)
{
    auto statement = orDie(connection.prepare(sql));
    orDie(statement.bind(":count", count).exec());
}

void makePeer(const QString &workspace, int steps)
{
    const auto connection = orDie(db::Connection::open(workspace));
    run(*connection,
        u"CREATE TABLE public.peer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text, "
        "status text NOT NULL DEFAULT 'pending', at timestamptz NOT NULL DEFAULT now(), token text, "
        "lease_until timestamptz, completed_at timestamptz) WITH (fillfactor = 70)"_s);
    run(*connection, u"CREATE INDEX peer_due ON public.peer (at, id) WHERE status = 'pending'"_s);
    fill(*connection,
         u"INSERT INTO public.peer (payload) SELECT 'x' FROM generate_series(1, CAST(:count AS integer))"_s,
         steps);
    run(*connection, u"VACUUM ANALYZE public.peer"_s);
}

void benchServer(int steps)
{
    const Server server;
    server.onServer(u"DROP DATABASE IF EXISTS template"_s);
    server.onServer(u"CREATE DATABASE template"_s);
    {
        const auto connection = orDie(db::Connection::open(server.uri(u"template"_s)));
        orDie(db::migrate(*connection));
        fill(*connection,
             u"INSERT INTO vehicles (make, discovery_url) SELECT 'Saab', 'https://host' || (i % 4) || "
             u"'.example/' || i "
             "FROM generate_series(1, CAST(:count AS integer)) i"_s,
             steps);
        run(*connection, u"VACUUM ANALYZE vehicles, vehicle_scrape_state, vehicle_urls"_s);
    }
    const auto workspaceWithPlan = [&](const QString &name) {
        server.onServer(u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(name));
        server.onServer(u"CREATE DATABASE %1 TEMPLATE template STRATEGY file_copy"_s.arg(name));
        enqueue(server.uri(name), steps);
        run(*orDie(db::Connection::open(server.uri(name))), u"VACUUM ANALYZE"_s);
    };
    double alone = 0;
    double peerAlone = 0;
    for (const int processes : {1, 2, 4}) {
        const QString name = u"bench%1"_s.arg(processes);
        workspaceWithPlan(name);
        const double rate = measure(u"worker"_s, server.uri(name), processes, steps);
        makePeer(server.uri(name), steps);
        const double peer = measure(u"peer"_s, server.uri(name), processes, steps);
        alone = processes == 1 ? rate : alone;
        peerAlone = processes == 1 ? peer : peerAlone;
        std::printf("  PostgreSQL, %d processes: %.0f jobs/s (%.2f), plain SQL %.0f jobs/s (%.2f)\n",
                    processes, rate, rate / alone, peer, peer / peerAlone);
        std::fflush(stdout);
        server.onServer(u"DROP DATABASE %1 WITH (FORCE)"_s.arg(name));
    }
    workspaceWithPlan(u"bench0"_s);
    std::printf("  PostgreSQL by itself, no worker: %.0f jobs/s\n",
                serverAlone(server.uri(u"bench0"_s), steps));
    std::fflush(stdout);
    server.onServer(u"DROP DATABASE bench0 WITH (FORCE)"_s);
}

void benchFile(int steps)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"bench.retrydesk"_s);
    {
        const auto connection = orDie(db::Connection::open(path, true));
        orDie(db::migrate(*connection));
        fill(
            *connection,
            u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
            "INSERT INTO vehicles (make, discovery_url) SELECT 'Saab', 'https://host' || (i % 4) || '.example/' || i FROM n"_s,
            steps);
    }
    enqueue(path, steps);
    std::printf("  SQLite, 1 process: %.0f jobs/s\n", measure(u"worker"_s, path, 1, steps));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 3 && arguments[1] == u"worker")
        return runWorker(app, arguments[2]);
    if (arguments.size() == 3 && arguments[1] == u"peer")
        return runPeer(arguments[2]);
    bool isNumber = false;
    const int asked = qEnvironmentVariableIntValue("RETRYDESK_BENCH_STEPS", &isNumber);
    const int steps = isNumber ? asked : 200'000;
    benchServer(steps);
    benchFile(steps);
    return 0;
}
