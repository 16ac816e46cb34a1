// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cause.h"

namespace core {

namespace {

using Retry = CausePolicy::Retry;

constexpr std::array kPolicies = {
    CausePolicy{Cause::Timeout, "timeout", Retry::Backoff, true, true},
    CausePolicy{Cause::Connection, "connection", Retry::Backoff, true, true},
    CausePolicy{Cause::Dns, "dns", Retry::Backoff, true, true},
    CausePolicy{Cause::Tls, "tls", Retry::Backoff, true, true},
    CausePolicy{Cause::Truncated, "truncated", Retry::Backoff, true, true},
    CausePolicy{Cause::RateLimited, "rate_limited", Retry::WhenTold, false, false},
    CausePolicy{Cause::Blocked, "blocked", Retry::LongBackoff, true, true},
    CausePolicy{Cause::NotFound, "not_found", Retry::Never, false, false},
    CausePolicy{Cause::ServerError, "server_error", Retry::Backoff, true, true},
    CausePolicy{Cause::HttpError, "http_error", Retry::Once, true, false},
    CausePolicy{Cause::NotAnImage, "not_an_image", Retry::Once, true, false},
    CausePolicy{Cause::Undecodable, "undecodable", Retry::Once, true, false},
    CausePolicy{Cause::Empty, "empty", Retry::Once, true, false},
    CausePolicy{Cause::TooLarge, "too_large", Retry::Never, false, false},
    CausePolicy{Cause::TooManyPixels, "too_many_pixels", Retry::Never, false, false},
    CausePolicy{Cause::RedirectLoop, "redirect_loop", Retry::Never, false, false},
    CausePolicy{Cause::ForbiddenAddress, "forbidden_address", Retry::Never, false, false},
    CausePolicy{Cause::NotAListing, "not_a_listing", Retry::Never, false, false},
    CausePolicy{Cause::NotAVehicle, "not_a_vehicle", Retry::Never, false, false},
    CausePolicy{Cause::ParseFailed, "parse_failed", Retry::NewExtractor, false, false},
    CausePolicy{Cause::Conflict, "conflict", Retry::Never, false, false},
    CausePolicy{Cause::Storage, "storage", Retry::StopWorker, false, false},
    CausePolicy{Cause::Database, "database", Retry::StopWorker, false, false},
    CausePolicy{Cause::Cancelled, "cancelled", Retry::Backoff, false, false},
    CausePolicy{Cause::WorkerDied, "worker_died", Retry::Never, false, false},
};

constexpr bool tableIsInOrder()
{
    for (std::size_t i = 0; i < kPolicies.size(); ++i) {
        if (kPolicies[i].cause != static_cast<Cause>(i))
            return false;
    }
    return kPolicies.size() == static_cast<std::size_t>(Cause::Count);
}
static_assert(tableIsInOrder(), "one row for each cause, in the order of the enumeration");

} // namespace

const CausePolicy &policyFor(Cause cause)
{
    return kPolicies[static_cast<std::size_t>(cause)];
}

QLatin1String causeName(Cause cause)
{
    return QLatin1String(policyFor(cause).name);
}

std::optional<Cause> causeFromName(QStringView name)
{
    for (const CausePolicy &policy : kPolicies) {
        if (name == QLatin1String(policy.name))
            return policy.cause;
    }
    return std::nullopt;
}

QLatin1String retryName(Retry retry)
{
    switch (retry) {
    case Retry::Backoff:
        return QLatin1String("backoff");
    case Retry::LongBackoff:
        return QLatin1String("long_backoff");
    case Retry::Once:
        return QLatin1String("once");
    case Retry::WhenTold:
        return QLatin1String("when_told");
    case Retry::NewExtractor:
        return QLatin1String("new_extractor");
    case Retry::Never:
        return QLatin1String("never");
    case Retry::StopWorker:
        return QLatin1String("stop_worker");
    }
    Q_UNREACHABLE();
}

std::optional<Retry> retryFromName(QStringView name)
{
    for (const Retry retry : kAllRetries) {
        if (name == retryName(retry))
            return retry;
    }
    return std::nullopt;
}

bool isFinalByNature(const CausePolicy &policy, int attempts)
{
    switch (policy.retry) {
    case Retry::Once:
        return attempts >= 2;
    case Retry::NewExtractor:
    case Retry::Never:
        return true;
    case Retry::Backoff:
    case Retry::LongBackoff:
    case Retry::WhenTold:
    case Retry::StopWorker:
        return false;
    }
    Q_UNREACHABLE();
}

bool isFinal(const CausePolicy &policy, int attempts, int maxAttempts)
{
    if (policy.retry == Retry::Backoff || policy.retry == Retry::LongBackoff)
        return attempts >= policy.maxAttempts.value_or(maxAttempts);
    return isFinalByNature(policy, attempts);
}

bool isFinal(Cause cause, int attempts, int maxAttempts)
{
    return isFinal(policyFor(cause), attempts, maxAttempts);
}

} // namespace core
