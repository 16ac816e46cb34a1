// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/plangroups.h"

#include "gui/desk.h"
#include "models/words.h"

#include <algorithm>
#include <map>

namespace gui {

std::vector<models::PlanGroup> planGroups(const pipeline::Plan &plan)
{
    std::map<std::pair<core::Step, QString>, models::PlanGroup> groups;
    for (const pipeline::PlanItem &item : plan.items) {
        models::PlanGroup &group = groups[{item.step, item.host}];
        group.step = item.step;
        group.host = item.host;
        group.vehicles += 1; // one active item per vehicle and step
        group.requests += item.images;
    }
    std::vector<models::PlanGroup> rows;
    for (auto &[key, group] : groups)
        rows.push_back(std::move(group));
    return rows;
}

std::vector<models::ExclusionGroup> exclusionGroups(const pipeline::Plan &plan, const Desk &desk)
{
    std::map<pipeline::Exclusion, models::ExclusionGroup> groups;
    for (const pipeline::PlanExclusion &excluded : plan.excluded) {
        models::ExclusionGroup &group = groups[excluded.reason];
        group.name = QString::number(static_cast<int>(excluded.reason));
        group.reason = desk.exclusionText(excluded.reason);
        const QString label = excluded.label.isEmpty() ? excluded.vehicleId : excluded.label;
        group.labels +=
            excluded.step ? QStringLiteral("%1 – %2").arg(label, models::stepWord(*excluded.step)) : label;
    }
    std::vector<models::ExclusionGroup> rows;
    for (auto &[key, group] : groups)
        rows.push_back(std::move(group));
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto &a, const auto &b) { return a.labels.size() > b.labels.size(); });
    return rows;
}

} // namespace gui
