// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dbfixture.h"

#include "core/clock.h"
#include "db/queuestore.h"

//! Requests, claims and ends for the tests of the queue.
namespace dbtest {

using namespace Qt::StringLiterals;

inline const db::QueueScope kAll{true, {}};

inline db::QueueRequest request(const QString &vehicleId, core::Step step = core::Step::BackfillImages)
{
    db::QueueRequest request;
    request.vehicleId = vehicleId;
    request.step = step;
    request.reason = u"test"_s;
    request.at = at();
    return request;
}

inline db::QueueFinish pendingAt(const QDateTime &time,
                                 std::optional<core::Cause> cause = core::Cause::Timeout)
{
    db::QueueFinish finish;
    finish.status = db::QueueFinish::Status::Pending;
    finish.nextRetryAt = time;
    finish.cause = cause;
    finish.retryCount = 1;
    return finish;
}

inline db::QueueFinish dead()
{
    db::QueueFinish finish;
    finish.status = db::QueueFinish::Status::Dead;
    finish.cause = core::Cause::NotFound;
    return finish;
}

inline std::vector<db::ClaimedJob> claim(db::QueueStore &queue, int limit, const QDateTime &now = at(),
                                         const db::QueueScope &scope = kAll,
                                         const QString &owner = u"worker"_s)
{
    return must(queue.claim(scope, limit, owner, now, now.addSecs(60)));
}

//! The one row that is due; throws when there is none.
inline db::ClaimedJob claimOne(db::QueueStore &queue, const QDateTime &now = at(),
                               const QString &owner = u"worker"_s)
{
    auto jobs = claim(queue, 1, now, kAll, owner);
    if (jobs.empty())
        fail({core::ErrorCode::Internal, u"nothing to claim"_s, {}});
    return jobs.front();
}

inline QStringList vehiclesOf(const std::vector<db::ClaimedJob> &jobs)
{
    QStringList ids;
    for (const db::ClaimedJob &job : jobs)
        ids.append(job.vehicleId);
    return ids;
}

} // namespace dbtest
