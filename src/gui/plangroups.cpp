// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/plangroups.h"

#include "gui/desk.h"
#include "models/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace gui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("gui::PlanGroups", text);
}

void add(models::PlanGroup &group, const pipeline::PlanItem &item)
{
    group.items += 1;
    group.requests += item.images;
}

void append(std::vector<models::PlanGroup> &rows, const QString &heading,
            std::vector<models::PlanGroup> groups)
{
    if (groups.empty())
        return;
    rows.push_back({heading, heading, true, 0, 0, {}});
    for (models::PlanGroup &group : groups) {
        group.key = heading + QLatin1Char('/') + group.key; // a host may be called like a step
        rows.push_back(std::move(group));
    }
}

template <typename Key>
std::vector<models::PlanGroup> valuesOf(const std::map<Key, models::PlanGroup> &groups)
{
    std::vector<models::PlanGroup> values;
    for (const auto &[key, group] : groups)
        values.push_back(group);
    return values;
}

bool hasMore(const models::PlanGroup &a, const models::PlanGroup &b)
{
    return a.items > b.items;
}

} // namespace

std::vector<models::PlanGroup> planGroups(const pipeline::Plan &plan)
{
    std::map<core::Step, models::PlanGroup> steps;
    std::map<int, models::PlanGroup> causes;
    for (const pipeline::PlanItem &item : plan.items) {
        models::PlanGroup &step = steps[item.step];
        step.key = core::stepName(item.step);
        step.name = models::stepWord(item.step);
        add(step, item);
        const int cause = item.cause ? static_cast<int>(*item.cause) : -1;
        models::PlanGroup &same = causes[cause];
        same.key = QString::number(cause);
        same.name = item.cause ? models::causeWords(*item.cause) : tr("not tried yet, or no failure");
        add(same, item);
    }
    std::vector<models::PlanGroup> hosts;
    for (const auto &[host, share] : plan.byHost)
        hosts.push_back({host, host, false, share.items, share.requests, share.estimatedMs});
    std::vector<models::PlanGroup> byCause = valuesOf(causes);
    std::stable_sort(byCause.begin(), byCause.end(), hasMore);
    std::stable_sort(hosts.begin(), hosts.end(), hasMore);
    std::vector<models::PlanGroup> rows;
    append(rows, tr("By step"), valuesOf(steps));
    append(rows, tr("By host, at the polite rate"), hosts);
    append(rows, tr("By cause of the last failure"), byCause);
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
