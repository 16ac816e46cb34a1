// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "planshares.h"

#include <algorithm>

namespace ctl {

namespace {

void add(PlanShare &share, const pipeline::PlanItem &item)
{
    share.items += 1;
    share.requests += item.images;
}

template <typename Key>
std::vector<PlanShare> valuesOf(const std::map<Key, PlanShare> &shares)
{
    std::vector<PlanShare> values;
    for (const auto &[key, share] : shares)
        values.push_back(share);
    return values;
}

} // namespace

qint64 secondsOf(qint64 milliseconds)
{
    return (milliseconds + 999) / 1000;
}

PlanShares sharesOf(const pipeline::Plan &plan)
{
    std::map<core::Step, PlanShare> steps;
    std::map<QString, PlanShare> causes;
    for (const pipeline::PlanItem &item : plan.items) {
        PlanShare &step = steps[item.step];
        step.name = core::stepName(item.step);
        add(step, item);
        const QString cause = item.cause ? QString(core::causeName(*item.cause)) : QString();
        PlanShare &same = causes[cause];
        same.name = cause;
        add(same, item);
    }
    PlanShares shares{valuesOf(steps), {}, valuesOf(causes)};
    std::stable_sort(shares.byCause.begin(), shares.byCause.end(),
                     [](const PlanShare &a, const PlanShare &b) { return a.items > b.items; });
    for (const auto &[host, share] : plan.byHost)
        shares.byHost.push_back({host, share.items, share.requests, secondsOf(share.estimatedMs)});
    return shares;
}

} // namespace ctl
