// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/planmodel.h"

#include "models/words.h"

namespace models {

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

Qt::ItemFlags PlanModel::flags(const QModelIndex &index) const
{
    const bool isHeading = index.isValid() && rowAt(index.row()).isHeading;
    return isHeading ? Qt::ItemFlags(Qt::ItemIsEnabled) : DiffModel::flags(index);
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PlanGroup &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return column == Column::Name ? plainToolTip(row.name) : QString();
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case IdRole:
        return row.key;
    case RawRole:
        return column == Column::Items      ? QVariant(row.items)
               : column == Column::Requests ? QVariant(row.requests)
               : column == Column::Time     ? QVariant(row.estimatedMs.value_or(0))
                                            : QVariant(row.name);
    default:
        return {};
    }
}

QString PlanModel::display(const PlanGroup &row, Column column) const
{
    if (row.isHeading)
        return column == Column::Name ? row.name : QString();
    switch (column) {
    case Column::Name:
        return QStringLiteral("    ") + row.name; // set in below its heading
    case Column::Items:
        return numberText(row.items);
    case Column::Requests:
        return row.requests > 0 ? numberText(row.requests) : QStringLiteral("–");
    case Column::Time:
        return row.estimatedMs ? durationText(qMax<qint64>(1000, *row.estimatedMs)) : QString();
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
    if (role == Qt::TextAlignmentRole)
        return QVariant((column == Column::Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Name:
        return tr("What");
    case Column::Items:
        return tr("Steps");
    case Column::Requests:
        return tr("Requests");
    case Column::Time:
        return tr("Time");
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
