// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/circuitbreaker.h"
#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! A breaker as it stands in its row.
struct BreakerRow
{
    QString host;
    core::Step step = core::Step::FetchListing;
    core::Breaker breaker;
    QString probeOwner; //!< the worker that lets the probe through; only while half open
};

//! What a worker counted at one gate in one span of ten seconds.
struct RequestCount
{
    QString host;
    core::Step step = core::Step::FetchListing;
    qint64 span = 0; //!< seconds since 1970, divided by ten
    qint64 requests = 0;
    qint64 failures = 0;
};

//! What all steps of a host share.
struct HostGateRow
{
    QString host;
    QDateTime pausedUntil; //!< invalid when it is not paused
    QString reason;
    std::optional<int> perHost;
    std::optional<double> rate;
    double rateFactor = 1;
};

//! Hosts as all workers of a workspace see them: breakers, pauses, limits. One thread.
class HostStore
{
public:
    static constexpr int kSpanSeconds = 10;

    explicit HostStore(Connection &connection) : m_connection(connection) {}

    //! Breakers that are not closed.
    core::Result<std::vector<BreakerRow>> breakers();
    core::Result<BreakerRow> breaker(const QString &host, core::Step step);
    //! Compare and set: false when the row is not in the state `from` any more, or the probe is somebody
    //! else's. Makes the row when there is none and `from` is closed.
    //! @param owner of the probe that decided; empty: whoever it was.
    core::Result<bool> write(const BreakerRow &row, core::BreakerState from, const QString &owner,
                             const QDateTime &now);
    //! Of the gate that this owner probes.
    core::Result<void> extendProbe(const QString &host, core::Step step, const QString &owner,
                                   const QDateTime &until);

    core::Result<void> addCounts(const std::vector<RequestCount> &counts, const QString &worker);
    //! The sums of the other workers since that span.
    core::Result<std::vector<RequestCount>> countsOfOthers(qint64 sinceSpan, const QString &worker);
    core::Result<void> forgetCounts(const QString &host, core::Step step);
    core::Result<void> forgetCountsBefore(qint64 span);

    core::Result<std::vector<HostRow>> list(qint64 sinceSpan, const QDateTime &now);
    core::Result<std::vector<HostGateRow>> gates(const QDateTime &now);
    core::Result<void> pause(const QString &host, const QDateTime &until, const QString &reason);
    core::Result<void> endPause(const QString &host);
    core::Result<void> setRateFactor(const QString &host, double factor);
    core::Result<void> setLimits(const QString &host, std::optional<int> perHost, std::optional<double> rate);

private:
    Connection &m_connection;
};

} // namespace db
