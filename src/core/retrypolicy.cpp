// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/retrypolicy.h"

#include "core/httpdate.h"

#include <algorithm>
#include <cmath>

namespace core {

using std::chrono::milliseconds;

milliseconds Backoff::floor(int attempts) const
{
    if (base <= milliseconds::zero())
        return milliseconds::zero(); // no product of zero and infinity
    const double wanted = static_cast<double>(base.count()) * std::pow(factor, std::max(attempts, 1) - 1);
    return milliseconds(static_cast<qint64>(std::min(wanted, static_cast<double>(cap.count()))));
}

milliseconds Backoff::delay(int attempts, std::optional<milliseconds> retryAfter, const Random &random) const
{
    const milliseconds least = std::max(floor(attempts), retryAfter.value_or(milliseconds::zero()));
    const double extra = static_cast<double>(least.count()) * jitter * random();
    return least + milliseconds(static_cast<qint64>(extra));
}

Backoff backoffFor(const CausePolicy &policy, const Backoff &workspace)
{
    const int longer = policy.retry == CausePolicy::Retry::LongBackoff ? 16 : 1;
    Backoff backoff = workspace;
    backoff.base = policy.baseMs ? milliseconds(*policy.baseMs) : workspace.base * longer;
    backoff.cap = policy.capMs ? milliseconds(*policy.capMs) : workspace.cap * longer;
    if (policy.baseMs && !policy.capMs)
        backoff.cap = std::max(backoff.cap, backoff.base);
    backoff.factor = policy.factor.value_or(workspace.factor);
    backoff.jitter = policy.jitter.value_or(workspace.jitter);
    return backoff;
}

Backoff backoffFor(Cause cause, const Backoff &workspace)
{
    return backoffFor(policyFor(cause), workspace);
}

std::optional<milliseconds> parseRetryAfter(const QByteArray &header, const QDateTime &now)
{
    const QByteArray text = header.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits) {
        bool ok = false;
        const qint64 seconds = text.toLongLong(&ok);
        return ok ? std::min<milliseconds>(std::chrono::seconds(std::min<qint64>(seconds, 86'400)),
                                           kLongestRetryAfter)
                  : kLongestRetryAfter;
    }
    const auto at = parseHttpDate(text, now);
    if (!at)
        return std::nullopt;
    return std::clamp(milliseconds(now.msecsTo(*at)), milliseconds::zero(), kLongestRetryAfter);
}

} // namespace core
