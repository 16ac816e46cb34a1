// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/planmodel.h"

#include "models/words.h"

namespace models {

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString PlanModel::key(const PlanGroup &row) const
{
    return QString(core::stepName(row.step)) + QLatin1Char('/') + row.host;
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);
    if (role == Qt::ToolTipRole)
        return plainToolTip(data(index, Qt::DisplayRole).toString());
    if (role != Qt::DisplayRole && role != RawRole)
        return {};
    const PlanGroup &row = rowAt(index.row());
    const bool isRaw = role == RawRole;
    switch (static_cast<Column>(index.column())) {
    case Column::Step:
        return isRaw ? QString(core::stepName(row.step)) : stepWord(row.step);
    case Column::Host:
        if (isRaw || !row.host.isEmpty())
            return row.host;
        return row.requests > 0 ? QStringLiteral("–") : tr("no request: from the stored page");
    case Column::Vehicles:
        return isRaw ? QVariant(row.vehicles) : QVariant(numberText(row.vehicles));
    case Column::Requests:
        return isRaw ? QVariant(row.requests) : QVariant(numberText(row.requests));
    case Column::Count:
        break;
    }
    return {};
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Column::Vehicles || column == Column::Requests;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Step:
        return tr("Step");
    case Column::Host:
        return tr("Host");
    case Column::Vehicles:
        return tr("Vehicles");
    case Column::Requests:
        return tr("Requests");
    case Column::Count:
        break;
    }
    return {};
}

int ExclusionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant ExclusionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ExclusionGroup &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);
    if (role == IdRole)
        return row.name;
    if (role == Qt::ToolTipRole)
        return plainToolTip(row.reason);
    if (role != Qt::DisplayRole && role != RawRole)
        return {};
    if (column == Column::Reason)
        return role == RawRole ? row.name : row.reason;
    return role == RawRole ? QVariant(row.labels.size()) : QVariant(numberText(row.labels.size()));
}

QVariant ExclusionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant((column == Column::Items ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return column == Column::Reason ? tr("Reason") : tr("Steps");
}

} // namespace models
