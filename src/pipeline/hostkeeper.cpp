// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/hostkeeper.h"

#include <QLoggingCategory>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcHosts, "retrydesk.pipeline.hosts", QtWarningMsg)

constexpr std::array kAskingSteps = {core::Step::FetchListing, core::Step::BackfillImages};

int laneOf(core::Step step)
{
    return static_cast<int>(step);
}

std::vector<core::Step> stepsOf(std::optional<core::Step> step)
{
    return step ? std::vector{*step} : std::vector(kAskingSteps.begin(), kAskingSteps.end());
}

qint64 spanOf(const QDateTime &time)
{
    return time.toSecsSinceEpoch() / db::HostStore::kSpanSeconds;
}

} // namespace

qint64 firstSpan(const QDateTime &now, std::chrono::milliseconds window)
{
    return spanOf(now.addMSecs(-window.count()));
}

HostKeeper::HostKeeper(Services &services, QObject *parent) : QObject(parent), m_services(services)
{
}

void HostKeeper::attach(net::FetchPool &pool)
{
    m_pool = &pool;
    m_told.clear();
    connect(&pool, &net::FetchPool::requestEnded, this,
            [this](const QString &host, int lane, std::optional<core::Cause> cause, bool isProbe) {
                note(host, static_cast<core::Step>(lane), cause, isProbe);
            });
    connect(&pool, &net::FetchPool::hostPaused, this,
            [this](const QString &host, const QDateTime &until, const QString &reason) {
                remember(db::HostStore(*m_services.connection).pause(host, until, reason));
                emit hostPaused(host, until, reason);
                emit changed(host);
            });
    connect(&pool, &net::FetchPool::hostSlowed, this, [this](const QString &host, double factor) {
        remember(db::HostStore(*m_services.connection).setRateFactor(host, factor));
        emit changed(host);
    });
    for (const auto &[key, gate] : m_gates) {
        if (gate.breaker.state != core::BreakerState::Closed)
            hold(key, gate.breaker);
    }
}

//! What cannot be stored now is stored with the next change; the pool itself knows it already.
void HostKeeper::remember(const core::Result<void> &stored)
{
    if (!stored)
        qCWarning(lcHosts).noquote() << stored.error().message;
}

HostKeeper::Gate &HostKeeper::gate(const Key &key)
{
    const auto found = m_gates.find(key);
    if (found != m_gates.end())
        return found->second;
    return m_gates.emplace(key, Gate(m_services.settings.breakerSettings().window)).first->second;
}

core::BreakerState HostKeeper::stateOf(const QString &host, core::Step step) const
{
    const auto found = m_gates.find({host, step});
    return found == m_gates.end() ? core::BreakerState::Closed : found->second.breaker.state;
}

void HostKeeper::note(const QString &host, core::Step step, std::optional<core::Cause> cause, bool isProbe)
{
    using Retry = core::CausePolicy::Retry;
    const Key key(host, step);
    Gate &at = gate(key);
    const core::CausePolicy *policy = cause ? &m_services.policies.of(*cause) : nullptr;
    if (policy && policy->retry == Retry::StopWorker)
        return; // a full disk says nothing about the host
    if (at.breaker.state == core::BreakerState::HalfOpen && at.probeOwner == m_services.workerName) {
        if (isProbe) // what was under way before says nothing new
            decideProbe(key, cause);
        return;
    }
    if (policy && policy->retry == Retry::WhenTold)
        return; // too many requests slow the host down
    const bool failed = policy && policy->countsForBreaker;
    const QDateTime now = m_services.now();
    at.own.add(1, failed ? 1 : 0, now);
    db::RequestCount &count = at.unwritten[spanOf(now)];
    count.host = host;
    count.step = step;
    count.span = spanOf(now);
    count.requests += 1;
    count.failures += failed ? 1 : 0;
    if (failed && at.breaker.state == core::BreakerState::Closed)
        considerTrip(key, *cause);
}

void HostKeeper::considerTrip(const Key &key, core::Cause cause)
{
    Gate &at = gate(key);
    const QDateTime now = m_services.now();
    const core::CircuitBreaker rules(m_services.settings.breakerSettings());
    const auto requests = static_cast<int>(at.own.requests(now) + at.othersRequests);
    const auto failures = static_cast<int>(at.own.failures(now) + at.othersFailures);
    if (!rules.shouldTrip(requests, failures))
        return;
    const QString reason = tr("%1 of the last %2 requests failed, the last one with %3")
                               .arg(failures)
                               .arg(requests)
                               .arg(QString(core::causeName(cause)));
    const auto done = write(key, rules.tripped(at.breaker, reason, now), {});
    if (!done) // the next failure tries again
        qCWarning(lcHosts).noquote() << done.error().message;
}

void HostKeeper::decideProbe(const Key &key, std::optional<core::Cause> cause)
{
    const Gate &at = gate(key);
    const QDateTime now = m_services.now();
    const bool failed = cause && m_services.policies.of(*cause).countsForBreaker;
    core::Breaker next = core::CircuitBreaker::closed(now);
    if (failed) {
        const QString reason = tr("The probe failed with %1").arg(core::causeName(*cause));
        next = core::CircuitBreaker(m_services.settings.breakerSettings()).tripped(at.breaker, reason, now);
    }
    const auto done = write(key, next, m_services.workerName);
    if (!done)
        qCWarning(lcHosts).noquote() << done.error().message;
}

//! Compare and set; whoever was too late takes over what the other wrote.
core::Result<bool> HostKeeper::write(const Key &key, const core::Breaker &breaker, const QString &owner)
{
    db::HostStore store(*m_services.connection);
    const core::BreakerState from = gate(key).breaker.state;
    const QDateTime now = m_services.now();
    auto written = db::inTransaction(*m_services.connection, [&]() -> core::Result<bool> {
        auto set = store.write({key.first, key.second, breaker, {}}, from, owner, now);
        if (!set || !*set)
            return set;
        auto forgotten = store.forgetCounts(key.first, key.second);
        return forgotten ? set : forgotten.error();
    });
    if (!written)
        return written;
    if (*written) {
        apply(key, breaker, {});
    } else {
        const auto row = store.breaker(key.first, key.second);
        if (!row)
            return row.error();
        apply(key, row->breaker, row->probeOwner);
    }
    return written;
}

void HostKeeper::apply(const Key &key, const core::Breaker &breaker, const QString &probeOwner)
{
    Gate &at = gate(key);
    const bool changes = at.breaker.state != breaker.state || at.breaker.openUntil != breaker.openUntil;
    const bool opens = breaker.state == core::BreakerState::Closed && changes;
    if (changes && breaker.state != core::BreakerState::HalfOpen) {
        at.own.clear();
        at.unwritten.clear();
        at.othersRequests = 0;
        at.othersFailures = 0;
    }
    at.breaker = breaker;
    at.probeOwner = probeOwner;
    if (!changes)
        return;
    if (breaker.state != core::BreakerState::Closed)
        hold(key, breaker);
    else if (m_pool)
        m_pool->releaseLane(key.first, laneOf(key.second));
    emit changed(key.first);
    if (opens)
        emit opened();
}

void HostKeeper::hold(const Key &key, const core::Breaker &breaker)
{
    if (m_pool)
        m_pool->holdLane(key.first, laneOf(key.second), breaker.openUntil, kBreakerOpen);
}

bool HostKeeper::hasDueProbe() const
{
    const QDateTime now = m_services.now();
    for (const auto &[key, gate] : m_gates) {
        const core::Breaker &breaker = gate.breaker;
        if (core::CircuitBreaker::mayProbe(breaker, now))
            return true;
        const bool isMine = gate.probeOwner == m_services.workerName && m_probes.contains(key);
        if (breaker.state == core::BreakerState::HalfOpen && !isMine)
            return true; // the database knows whether that probe is still alive
    }
    return false;
}

void HostKeeper::probeStarted(const Job &probe)
{
    const Key key(probe.host, probe.step);
    m_probes[key] = probe.id;
    core::Breaker breaker = gate(key).breaker;
    breaker.state = core::BreakerState::HalfOpen;
    apply(key, breaker, m_services.workerName);
}

void HostKeeper::probeEnded(const Job &probe)
{
    const Key key(probe.host, probe.step);
    const auto probing = m_probes.find(key);
    if (probing == m_probes.end() || probing->second != probe.id)
        return; // by now another row probes
    m_probes.erase(probing);
    const auto found = m_gates.find(key);
    if (found == m_gates.end() || found->second.breaker.state != core::BreakerState::HalfOpen ||
        found->second.probeOwner != m_services.workerName)
        return;
    core::Breaker again = found->second.breaker;
    again.state = core::BreakerState::Open;
    again.openUntil = m_services.now();
    const auto done = write(key, again, m_services.workerName);
    if (!done)
        qCWarning(lcHosts).noquote() << done.error().message;
}

core::Result<void> HostKeeper::extendProbes(const QDateTime &until)
{
    db::HostStore store(*m_services.connection);
    for (const auto &[key, row] : m_probes) {
        if (auto extended = store.extendProbe(key.first, key.second, m_services.workerName, until); !extended)
            return extended;
    }
    return {};
}

core::Result<void> HostKeeper::sync()
{
    const qint64 first = firstSpan(m_services.now(), m_services.settings.breakerSettings().window);
    if (auto written = writeCounts(first); !written)
        return written;
    if (auto read = readBreakers(); !read)
        return read;
    if (auto read = readCounts(first); !read)
        return read;
    return readGates();
}

core::Result<void> HostKeeper::writeCounts(qint64 firstSpan)
{
    std::vector<db::RequestCount> counts;
    for (const auto &[key, gate] : m_gates) {
        for (const auto &[span, count] : gate.unwritten)
            counts.push_back(count);
    }
    if (counts.empty())
        return {};
    auto written = db::inTransaction(*m_services.connection, [&]() -> core::Result<void> {
        db::HostStore store(*m_services.connection);
        if (auto forgotten = store.forgetCountsBefore(firstSpan); !forgotten)
            return forgotten;
        return store.addCounts(counts, m_services.workerName);
    });
    if (written) {
        for (auto &[key, gate] : m_gates)
            gate.unwritten.clear();
    }
    return written;
}

core::Result<void> HostKeeper::readBreakers()
{
    const auto rows = db::HostStore(*m_services.connection).breakers();
    if (!rows)
        return rows.error();
    const core::CircuitBreaker rules(m_services.settings.breakerSettings());
    const QDateTime now = m_services.now();
    std::map<Key, const db::BreakerRow *> open;
    for (const db::BreakerRow &row : *rows)
        open[{row.host, row.step}] = &row;
    for (const auto &[key, row] : open) {
        apply(key, row->breaker, row->probeOwner);
        // A clock that was wrong when it tripped keeps no host closed for years.
        const core::Breaker bounded = rules.clamped(row->breaker, now);
        if (bounded.openUntil != row->breaker.openUntil) {
            if (auto done = write(key, bounded, {}); !done)
                return done.error();
        }
    }
    std::vector<Key> closed;
    for (const auto &[key, gate] : m_gates) {
        if (gate.breaker.state != core::BreakerState::Closed && !open.contains(key))
            closed.push_back(key);
    }
    for (const Key &key : closed)
        apply(key, core::CircuitBreaker::closed(now), {});
    return {};
}

core::Result<void> HostKeeper::readCounts(qint64 firstSpan)
{
    const auto counts =
        db::HostStore(*m_services.connection).countsOfOthers(firstSpan, m_services.workerName);
    if (!counts)
        return counts.error();
    for (auto &[key, gate] : m_gates) {
        gate.othersRequests = 0;
        gate.othersFailures = 0;
    }
    for (const db::RequestCount &count : *counts) {
        Gate &at = gate({count.host, count.step});
        at.othersRequests = count.requests;
        at.othersFailures = count.failures;
    }
    return {};
}

//! Pauses, limits and slow-downs of other processes hold for this one's pool, too.
core::Result<void> HostKeeper::readGates()
{
    if (!m_pool)
        return {};
    const QDateTime now = m_services.now();
    const auto gates = db::HostStore(*m_services.connection).gates(now);
    if (!gates)
        return gates.error();
    std::map<QString, db::HostGateRow> seen;
    for (const db::HostGateRow &row : *gates) {
        // A later time comes from a clock that was wrong: the engine takes it back.
        const QDateTime latest = now.addMSecs(2 * core::kLongestRetryAfter.count() + kClockToleranceMs);
        if (row.pausedUntil.isValid() && row.pausedUntil <= latest)
            m_pool->pauseHost(row.host, row.pausedUntil, row.reason);
        const db::HostGateRow &told = m_told[row.host];
        if (told.perHost != row.perHost || told.rate != row.rate)
            m_pool->setHostLimits(row.host, row.perHost, row.rate);
        if (row.rateFactor < 1)
            m_pool->slowHost(row.host, row.rateFactor);
        seen[row.host] = row;
    }
    for (const auto &[host, row] : m_told) {
        if (!seen.contains(host) && (row.perHost || row.rate))
            m_pool->setHostLimits(host, std::nullopt, std::nullopt);
    }
    m_told = std::move(seen);
    return {};
}

core::Result<void> HostKeeper::trip(const QString &host, std::optional<core::Step> step,
                                    const QDateTime &until)
{
    const QDateTime now = m_services.now();
    if (auto read = readBreakers(); !read)
        return read;
    for (const core::Step each : stepsOf(step)) {
        auto done = writeByHand({host, each}, [&](const core::Breaker &from) {
            return core::CircuitBreaker::trippedByHand(from, tr("Opened by hand"), until, now);
        });
        if (!done)
            return done;
    }
    return {};
}

//! What an operator wants is written whatever workers do at the same time.
core::Result<void> HostKeeper::writeByHand(const Key &key,
                                           const std::function<core::Breaker(const core::Breaker &)> &next)
{
    constexpr int kTries = 8;
    for (int i = 0; i < kTries; ++i) {
        const auto done = write(key, next(gate(key).breaker), {});
        if (!done)
            return done.error();
        if (*done)
            return {};
    }
    return core::Error{
        core::ErrorCode::Conflict, tr("The breaker of %1 keeps changing: try again.").arg(key.first), {}};
}

core::Result<void> HostKeeper::reset(const QString &host, std::optional<core::Step> step)
{
    if (auto read = readBreakers(); !read)
        return read;
    for (const core::Step each : stepsOf(step)) {
        auto done = writeByHand({host, each}, [this](const core::Breaker &) {
            return core::CircuitBreaker::closed(m_services.now());
        });
        if (!done)
            return done;
    }
    if (auto ended = db::HostStore(*m_services.connection).endPause(host); !ended)
        return ended;
    if (m_pool)
        m_pool->pauseHost(host, m_services.now(), {});
    emit changed(host);
    emit opened();
    return {};
}

core::Result<void> HostKeeper::probe(const QString &host, std::optional<core::Step> step)
{
    if (auto read = readBreakers(); !read)
        return read;
    int open = 0;
    for (const core::Step each : stepsOf(step)) {
        const Key key(host, each);
        core::Breaker breaker = gate(key).breaker;
        if (breaker.state != core::BreakerState::Open)
            continue;
        breaker.openUntil = m_services.now();
        const auto done = write(key, breaker, {});
        if (!done)
            return done.error();
        open += *done ? 1 : 0; // else it is half open or closed by now
    }
    if (open == 0) {
        return core::Error{
            core::ErrorCode::Conflict, tr("No breaker of %1 is open: requests go through.").arg(host), {}};
    }
    emit opened();
    return {};
}

core::Result<void> HostKeeper::setLimits(const QString &host, std::optional<int> perHost,
                                         std::optional<double> rate)
{
    if (auto stored = db::HostStore(*m_services.connection).setLimits(host, perHost, rate); !stored)
        return stored;
    emit changed(host);
    return readGates();
}

} // namespace pipeline
