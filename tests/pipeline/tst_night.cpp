// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A night in one minute: ten thousand steps that fail in every way there is, on three hosts, one of which is
// down for two hours. The clock is the test's: it stands still while work is due and jumps to the next time
// when not.
#include "core/clock.h"
#include "db/hoststore.h"
#include "dbfixture.h"
#include "pipeline/hostkeeper.h"
#include "pipeline/workerloop.h"

#include <QHash>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

using namespace dbtest;
using namespace pipeline;
using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;

namespace {

constexpr int kVehicles = 10'000;
constexpr int kOutageSeconds = 2 * 3600;
const QStringList kHosts{u"a.example"_s, u"b.example"_s, u"down.example"_s};

//! What happens to one vehicle: it fails so often with this cause, then works.
struct Fate
{
    QString host;
    std::optional<Cause> cause;
    int failures = 0;
    int tries = 0;     //!< that reached the host while it was up
    int downTries = 0; //!< while it was down
    int probes = 0;    //!< failures as a probe, which use no attempt
};

//! Where the table of the domain facts says that it ends, for four tries in all.
QString expectedEnd(const Fate &fate)
{
    using Retry = core::CausePolicy::Retry;
    if (!fate.cause)
        return u"completed 0"_s;
    switch (core::policyFor(*fate.cause).retry) {
    case Retry::Backoff:
    case Retry::LongBackoff:
        return fate.failures - fate.probes >= 4 ? u"dead 4"_s
                                                : u"completed %1"_s.arg(fate.failures - fate.probes);
    case Retry::Once:
        return fate.failures >= 2 ? u"dead 2"_s : u"completed %1"_s.arg(fate.failures);
    case Retry::WhenTold:
        return u"completed 0"_s;
    case Retry::NewExtractor:
    case Retry::Never:
        return u"dead 0"_s;
    case Retry::StopWorker:
        break;
    }
    throw std::runtime_error("not of this night");
}

//! Runs the steps of the night: answers as the vehicle's fate says, and tells the breakers as a fetch pool
//! does.
class NightRunner : public StepRunner
{
public:
    NightRunner(QHash<QString, Fate> &fates, HostKeeper &hosts, const core::Clock &clock,
                const QDateTime &upAt)
        : m_fates(fates), m_hosts(hosts), m_clock(clock), m_upAt(upAt)
    {
    }

    void start(const Job &job, Done done) override
    {
        Fate &fate = m_fates[job.vehicleId];
        Outcome outcome;
        outcome.host = fate.host;
        if (m_hosts.stateOf(fate.host, job.step) != core::BreakerState::Closed && !job.isProbe) {
            outcome.kind = Outcome::Kind::Held; // the pool's lane is closed
            outcome.heldUntil = m_clock();
            outcome.heldReason = kBreakerOpen;
            outcome.heldHost = fate.host;
            done(outcome);
            return;
        }
        if (fate.host == kHosts.last() && m_clock() < m_upAt) {
            ++fate.downTries;
            ++requestsWhileDown;
            outcome = Outcome::failed(Cause::Connection, u"The connection was refused."_s);
        } else if (fate.cause == Cause::RateLimited && fate.tries++ < fate.failures) {
            outcome.kind = Outcome::Kind::Held;
            outcome.heldUntil = m_clock().addSecs(120);
            outcome.heldReason = u"rate_limited"_s;
        } else if (fate.cause && fate.cause != Cause::RateLimited && fate.tries++ < fate.failures) {
            outcome = Outcome::failed(*fate.cause, u"It failed."_s);
            fate.probes += job.isProbe && core::policyFor(*fate.cause).countsForBreaker ? 1 : 0;
        }
        outcome.host = fate.host;
        m_hosts.note(fate.host, job.step,
                     outcome.kind == Outcome::Kind::Held ? std::optional(Cause::RateLimited) : outcome.cause,
                     job.isProbe);
        done(outcome);
    }
    void cancel(const Job &) override {}

    int requestsWhileDown = 0;

private:
    QHash<QString, Fate> &m_fates;
    HostKeeper &m_hosts;
    core::Clock m_clock;
    QDateTime m_upAt;
};

class TestNight : public QObject
{
    Q_OBJECT

private slots:
    void everyStepEndsWhereTheTableSays();

private:
    void addVehicles(db::Connection &connection);

    QHash<QString, Fate> m_fates;
    QDateTime m_now = at();
};

void TestNight::addVehicles(db::Connection &connection)
{
    std::vector<std::optional<Cause>> causes{std::nullopt};
    for (int i = 0; i < static_cast<int>(Cause::Count); ++i) {
        const Cause cause = static_cast<Cause>(i);
        if (cause != Cause::Storage && cause != Cause::Database && cause != Cause::Cancelled)
            causes.push_back(cause);
    }
    QRandomGenerator random(20260504);
    must(db::inTransaction(connection, [&]() -> core::Result<void> {
        // Their images are known: nothing waits for URLs.
        auto vehicle = must(connection.prepare(
            u"INSERT INTO vehicles (id, year, origin_metadata) VALUES (:id, 1991, :metadata)"_s));
        db::QueueStore queue(connection);
        for (int i = 0; i < kVehicles; ++i) {
            const QString id = core::newId();
            Fate fate;
            fate.host = kHosts.at(i % 3);
            if (fate.host != kHosts.last()) { // the third host's only trouble is that it is down
                fate.cause =
                    causes.at(static_cast<std::size_t>(random.bounded(static_cast<int>(causes.size()))));
                fate.failures = fate.cause ? random.bounded(1, 6) : 0;
            }
            m_fates.insert(id, fate);
            const QString metadata = u"{\"image_urls\": [\"https://a.example/%1.jpg\"]}"_s.arg(id);
            must(vehicle.bind(":id", id).bind(":metadata", metadata).exec());
            db::QueueRequest request;
            request.vehicleId = id;
            request.step = Step::BackfillImages;
            request.host = fate.host;
            request.reason = u"retry"_s;
            request.at = m_now;
            if (must(queue.enqueue(request, m_now)) != db::Enqueued::Queued)
                throw std::runtime_error("not queued");
        }
        return {};
    }));
}

void TestNight::everyStepEndsWhereTheTableSays()
{
    TestWorkspace rows;
    Services services;
    services.connection = rows.another();
    services.clock = [this] { return m_now; };
    services.random = [] { return 0.5; };
    services.workerName = u"night"_s;
    services.fetches = std::make_unique<net::FetchPool>(net::FetchSettings(), services.clock);
    addVehicles(*services.connection);

    HostKeeper hosts(services);
    const QDateTime upAt = m_now.addSecs(kOutageSeconds);
    NightRunner runner(m_fates, hosts, services.clock, upAt);
    WorkerLoop worker(services, hosts, {{Step::BackfillImages, &runner}});
    bool opened = false;
    connect(&hosts, &HostKeeper::changed, this, [&](const QString &host) {
        opened = opened || (host == kHosts.last() &&
                            hosts.stateOf(host, Step::BackfillImages) == core::BreakerState::Open);
    });

    // When nothing is due, the night goes on to the time when something is.
    QTimer night;
    connect(&night, &QTimer::timeout, this, [&] {
        if (worker.runningSteps() > 0)
            return;
        const auto next = must(db::QueueStore(*services.connection).nextWork({true, {}}));
        if (!next.at.isValid() || next.at <= m_now)
            m_now = m_now.addSecs(1); // a probe may be needed first
        else
            m_now = next.at;
        must(hosts.sync());
        worker.wake();
    });
    night.start(0);
    WorkerOptions options;
    options.untilEmpty = true;
    options.patienceSeconds = 7 * 86400;
    bool stopped = false;
    connect(&worker, &WorkerLoop::stopped, this, [&stopped] { stopped = true; });
    worker.start(options);
    QVERIFY(QTest::qWaitFor([&stopped] { return stopped; }, 240'000));
    night.stop();
    QVERIFY(!worker.report().error);

    QMap<QString, int> wrong;
    const QStringList ends =
        rows.rows(u"SELECT vehicle_id, status || ' ' || retry_count FROM scrape_retry_queue"_s);
    QCOMPARE(ends.size(), kVehicles);
    for (const QString &row : ends) {
        const Fate fate = m_fates.value(row.section(u'|', 0, 0));
        const QString end = row.section(u'|', 1);
        if (fate.host == kHosts.last() ? !end.startsWith(u"completed"_s) : end != expectedEnd(fate))
            ++wrong[(fate.cause ? QString(core::causeName(*fate.cause)) : fate.host) + u": "_s + end];
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(QStringList(wrong.keys()).join(u'\n')));

    // The host that was down was asked a few times, not once for each of its vehicles.
    QVERIFY(opened);
    QVERIFY2(runner.requestsWhileDown >= 20 && runner.requestsWhileDown < 100,
             qPrintable(QString::number(runner.requestsWhileDown)));
    QVERIFY(m_now > upAt);
    for (const Fate &fate : std::as_const(m_fates))
        QVERIFY2(fate.downTries <= 4, "one vehicle paid for the outage");
    QCOMPARE(must(db::HostStore(*services.connection).breakers()).size(), 0);
}

} // namespace

QTEST_GUILESS_MAIN(TestNight)
#include "tst_night.moc"
