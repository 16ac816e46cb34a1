// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/requestwindow.h"
#include "db/hoststore.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <map>

namespace pipeline {

//! Why a request comes back held at an open breaker.
inline constexpr QLatin1String kBreakerOpen{"breaker_open"};

//! The circuit breakers and limits of all hosts: counts every answer of the fetch pool, opens and closes
//! breakers through the database, and holds what waits at an open one. All workers of a workspace share one
//! state; what others did is seen within a second. Lives in the engine's thread.
class HostKeeper : public QObject
{
    Q_OBJECT

public:
    explicit HostKeeper(Services &services, QObject *parent = nullptr);

    //! Watches this pool from now on, and tells it what is known.
    void attach(net::FetchPool &pool);
    //! A request of that step to the host was answered, or failed with a cause. Of what is under way while
    //! its breaker is half open only the probe decides.
    void note(const QString &host, core::Step step, std::optional<core::Cause> cause, bool isProbe);
    //! Writes what was counted, reads what other workers did. Call it about once a second while working.
    core::Result<void> sync();

    core::BreakerState stateOf(const QString &host, core::Step step) const;
    //! Whether a breaker may let a probe through by now.
    bool hasDueProbe() const;
    //! The probe was claimed: its gate is half open, and stays so until it has ended or died.
    void probeStarted(const Job &probe);
    //! The probe's step has ended: if no answer decided, the next one may try.
    void probeEnded(const Job &probe);
    //! The probes of this worker are still under way.
    core::Result<void> extendProbes(const QDateTime &until);

    //! Opens breakers by hand, until that time or, without one, until reset.
    core::Result<void> trip(const QString &host, std::optional<core::Step> step, const QDateTime &until);
    core::Result<void> reset(const QString &host, std::optional<core::Step> step);
    //! Lets one request through an open breaker now.
    core::Result<void> probe(const QString &host, std::optional<core::Step> step);
    core::Result<void> setLimits(const QString &host, std::optional<int> perHost, std::optional<double> rate);

signals:
    //! A breaker changed, or the host was slowed down.
    void changed(const QString &host);
    //! Work that was held may go.
    void opened();
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);

private:
    using Key = std::pair<QString, core::Step>;
    struct Gate
    {
        explicit Gate(std::chrono::milliseconds window) : own(window) {}
        core::Breaker breaker;
        QString probeOwner;
        core::RequestWindow own; //!< of this worker
        qint64 othersRequests = 0;
        qint64 othersFailures = 0;
        std::map<qint64, db::RequestCount> unwritten; //!< by span
    };

    Gate &gate(const Key &key);
    void considerTrip(const Key &key, core::Cause cause);
    void decideProbe(const Key &key, std::optional<core::Cause> cause);
    core::Result<void> writeByHand(const Key &key,
                                   const std::function<core::Breaker(const core::Breaker &)> &next);
    core::Result<bool> write(const Key &key, const core::Breaker &breaker, const QString &owner);
    void apply(const Key &key, const core::Breaker &breaker, const QString &probeOwner);
    core::Result<void> writeCounts(qint64 firstSpan);
    core::Result<void> readBreakers();
    core::Result<void> readCounts(qint64 firstSpan);
    core::Result<void> readGates();
    void hold(const Key &key, const core::Breaker &breaker);
    void remember(const core::Result<void> &stored);

    Services &m_services;
    net::FetchPool *m_pool = nullptr;
    std::map<Key, Gate> m_gates;
    std::map<Key, QString> m_probes;           //!< the queue rows that probe here
    std::map<QString, db::HostGateRow> m_told; //!< what the pool was told of limits and factors
};

//! The first span of ten seconds that counts in a breaker's window which ends now.
qint64 firstSpan(const QDateTime &now, std::chrono::milliseconds window);

} // namespace pipeline
