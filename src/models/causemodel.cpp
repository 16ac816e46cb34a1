// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/causemodel.h"

#include "models/words.h"

namespace models {

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
           a.lastSeen == b.lastSeen && a.sampleVehicleId == b.sampleVehicleId;
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
        return column == Column::Cause ? QVariant(static_cast<int>(State::Failed)) : QVariant();
    default:
        return {};
    }
}

QVariant CauseModel::display(const db::CauseRow &row, Column column) const
{
    switch (column) {
    case Column::Cause:
        return causeWords(row.cause);
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
    case Column::Vehicles:
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
        const bool isNumber = column == Column::Vehicles;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Cause:
        return tr("Cause");
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
