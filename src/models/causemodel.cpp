// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/causemodel.h"

#include "models/words.h"

#include <algorithm>
#include <numeric>

namespace models {

namespace {

//! Failed attempts of the last days, today included.
qint64 failedIn(const db::CauseRow &row, qsizetype days)
{
    const auto count = std::min(days, static_cast<qsizetype>(row.trend.size()));
    return std::accumulate(row.trend.end() - count, row.trend.end(), qint64(0));
}

QString trendToolTip(const db::CauseRow &row)
{
    if (row.trend.empty())
        return {};
    QStringList days;
    for (const qint64 failed : row.trend)
        days += numberText(failed);
    return CauseModel::tr("Failed attempts a day, today last: %1").arg(days.join(QStringLiteral(" · ")));
}

QString ruleToolTip(const db::CauseRule &rule)
{
    const QString what =
        rule.action == db::CauseRule::Action::Final ? CauseModel::tr("Never tried again by itself.")
        : rule.until.isValid() ? CauseModel::tr("Not tried again until %1.").arg(exactTime(rule.until))
                               : CauseModel::tr("Not tried again until the rule is cleared.");
    QStringList lines{what};
    if (!rule.reason.isEmpty())
        lines += rule.reason;
    if (rule.createdAt.isValid())
        lines += CauseModel::tr("%1, %2").arg(rule.actor, exactTime(rule.createdAt));
    return plainToolTip(lines.join(QLatin1Char('\n')));
}

bool sameRule(const std::optional<db::CauseRule> &a, const std::optional<db::CauseRule> &b)
{
    if (!a || !b)
        return a.has_value() == b.has_value();
    return a->action == b->action && a->until == b->until && a->reason == b->reason;
}

bool isNumber(CauseModel::Column column)
{
    return column == CauseModel::Column::Today || column == CauseModel::Column::Week ||
           column == CauseModel::Column::Vehicles;
}

constexpr qsizetype kWeek = 7;

} // namespace

CauseModel::CauseModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int CauseModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString CauseModel::key(const db::CauseRow &row) const
{
    return QString(core::causeName(row.cause)) + QLatin1Char('/') + row.fingerprint;
}

bool CauseModel::equal(const db::CauseRow &a, const db::CauseRow &b) const
{
    return a.count == b.count && a.message == b.message && a.firstSeen == b.firstSeen &&
           a.lastSeen == b.lastSeen && a.sampleVehicleId == b.sampleVehicleId && a.trend == b.trend &&
           sameRule(a.rule, b.rule);
}

QVariant CauseModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::CauseRow &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case RawRole:
        return raw(row, column);
    case IdRole:
        return key(row);
    case VehicleIdRole:
        return row.sampleVehicleId;
    case StateRole:
        if (column != Column::Cause)
            return {};
        return static_cast<int>(row.rule ? State::Ignored : State::Failed);
    default:
        return {};
    }
}

QVariant CauseModel::display(const db::CauseRow &row, Column column) const
{
    switch (column) {
    case Column::Cause:
        return causeWords(row.cause);
    case Column::Rule:
        return row.rule ? ruleWords(*row.rule, m_clock()) : QString();
    case Column::Today:
        return numberText(failedIn(row, 1));
    case Column::Week:
        return numberText(failedIn(row, kWeek));
    case Column::Vehicles:
        return numberText(row.count);
    case Column::Message:
        return row.message.simplified();
    case Column::FirstSeen:
        return relativeTime(row.firstSeen, m_clock());
    case Column::LastSeen:
        return relativeTime(row.lastSeen, m_clock());
    case Column::Count:
        break;
    }
    return {};
}

QVariant CauseModel::raw(const db::CauseRow &row, Column column) const
{
    switch (column) {
    case Column::Cause:
        return QString(core::causeName(row.cause));
    case Column::Rule:
        return row.rule ? row.rule->until : QDateTime();
    case Column::Today:
        return failedIn(row, 1);
    case Column::Week:
        return failedIn(row, kWeek);
    case Column::Vehicles:
        return row.count;
    case Column::Message:
        return row.message;
    case Column::FirstSeen:
        return row.firstSeen;
    case Column::LastSeen:
        return row.lastSeen;
    case Column::Count:
        break;
    }
    return {};
}

QString CauseModel::toolTip(const db::CauseRow &row, Column column) const
{
    switch (column) {
    case Column::Cause:
        return causeAdvice(row.cause);
    case Column::Message:
        return plainToolTip(row.message);
    case Column::FirstSeen:
        return exactTime(row.firstSeen);
    case Column::LastSeen:
        return exactTime(row.lastSeen);
    case Column::Rule:
        return row.rule ? ruleToolTip(*row.rule) : QString();
    case Column::Today:
    case Column::Week:
        return trendToolTip(row);
    case Column::Vehicles:
        return tr("Vehicles whose last failure this is");
    case Column::Count:
        break;
    }
    return {};
}

QVariant CauseModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Cause:
        return tr("Cause");
    case Column::Rule:
        return tr("Rule");
    case Column::Today:
        return tr("Today");
    case Column::Week:
        return tr("7 days");
    case Column::Vehicles:
        return tr("Vehicles");
    case Column::Message:
        return tr("Example");
    case Column::FirstSeen:
        return tr("First seen");
    case Column::LastSeen:
        return tr("Last seen");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
