// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <QStringView>

#include <array>
#include <optional>

namespace core {

//! The class of a failure: the thing an operator fixes once.
enum class Cause {
    Timeout,
    Connection,
    Dns,
    Tls,
    Truncated,
    RateLimited,
    Blocked,
    NotFound,
    ServerError,
    HttpError,
    NotAnImage,
    Undecodable,
    Empty,
    TooLarge,
    TooManyPixels,
    RedirectLoop,
    ForbiddenAddress,
    NotAListing,
    NotAVehicle,
    ParseFailed,
    Conflict,
    Storage,
    Database,
    Cancelled,
    WorkerDied,
    Count
};

//! How failures of a cause are retried. What is not set here is as the workspace's settings say.
struct CausePolicy
{
    enum class Retry {
        Backoff,      //!< exponential backoff up to the workspace's retry.max_attempts
        LongBackoff,  //!< the same on a schedule sixteen times as long
        Once,         //!< one more try later, then final
        WhenTold,     //!< when the host says so; the host is paused, the work is held
        NewExtractor, //!< not before the extractor's version changes
        Never,        //!< final at once
        StopWorker    //!< the environment is broken: stop the worker, keep the queue
    };

    Cause cause;
    const char *name;
    Retry retry;
    bool usesAttempt;
    bool countsForBreaker;
    std::optional<int> maxAttempts = std::nullopt; //!< of all tries, the first too; for the two backoffs
    std::optional<qint64> baseMs = std::nullopt;
    std::optional<double> factor = std::nullopt;
    std::optional<qint64> capMs = std::nullopt;
    std::optional<double> jitter = std::nullopt;

    bool operator==(const CausePolicy &) const = default;
};

inline constexpr std::array kAllRetries = {CausePolicy::Retry::Backoff,      CausePolicy::Retry::LongBackoff,
                                           CausePolicy::Retry::Once,         CausePolicy::Retry::WhenTold,
                                           CausePolicy::Retry::NewExtractor, CausePolicy::Retry::Never,
                                           CausePolicy::Retry::StopWorker};

//! The word for it in texts and columns: "long_backoff", …
QLatin1String retryName(CausePolicy::Retry retry);
std::optional<CausePolicy::Retry> retryFromName(QStringView name);

//! The built-in policy (domain facts, section 4); a workspace may have others: see PolicyTable.
const CausePolicy &policyFor(Cause cause);
//! The bare name used in columns, JSON and metrics: "rate_limited", …
QLatin1String causeName(Cause cause);
std::optional<Cause> causeFromName(QStringView name);

//! Whether no retry is due by itself after this many attempts that ended with this cause (1 = the first).
//! @param maxAttempts of the workspace, counts all tries, the first too; the policy's own wins over it.
bool isFinal(const CausePolicy &policy, int attempts, int maxAttempts);
//! The same with the built-in policy.
bool isFinal(Cause cause, int attempts, int maxAttempts);
//! Whether a further try is pointless because of what failed, not because the tries are used up.
bool isFinalByNature(const CausePolicy &policy, int attempts);

} // namespace core
