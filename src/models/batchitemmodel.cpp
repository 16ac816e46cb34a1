// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/batchitemmodel.h"

#include "models/batchwords.h"
#include "models/words.h"

namespace models {

void sortFailedFirst(std::vector<db::BatchItemRow> &items)
{
    using Item = db::BatchItemRow::State;
    const auto rank = [](const db::BatchItemRow &item) {
        return item.state == Item::Failed ? 0 : item.state == Item::Retrying ? 1 : 2;
    };
    std::stable_sort(
        items.begin(), items.end(),
        [&rank](const db::BatchItemRow &a, const db::BatchItemRow &b) { return rank(a) < rank(b); });
}

BatchItemModel::BatchItemModel(QObject *parent, core::Clock clock)
    : DiffModel(parent), m_clock(std::move(clock))
{
}

int BatchItemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString BatchItemModel::key(const db::BatchItemRow &row) const
{
    return row.vehicleId + QLatin1Char('/') + core::stepName(row.step);
}

bool BatchItemModel::equal(const db::BatchItemRow &a, const db::BatchItemRow &b) const
{
    return a.vehicle == b.vehicle && a.state == b.state && a.cause == b.cause && a.note == b.note &&
           a.nextRetryAt == b.nextRetryAt && a.heldReason == b.heldReason;
}

QVariant BatchItemModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::BatchItemRow &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case RawRole:
        return column == Column::Next ? QVariant(row.nextRetryAt) : display(row, column);
    case IdRole:
        return key(row);
    case VehicleIdRole:
        return row.vehicleId;
    case StateRole:
        return column == Column::State ? QVariant(static_cast<int>(itemState(row.state))) : QVariant();
    default:
        return {};
    }
}

QVariant BatchItemModel::display(const db::BatchItemRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return vehicleName(row.vehicle, row.url);
    case Column::Step:
        return stepWord(row.step);
    case Column::State:
        return itemStateWord(row.state);
    case Column::Cause:
        return row.cause ? causeWords(*row.cause) : QString();
    case Column::Message:
        return row.note;
    case Column::Next:
        if (!row.heldReason.isEmpty())
            return heldWords(row.heldReason, row.nextRetryAt, m_clock());
        return row.nextRetryAt.isValid() && row.nextRetryAt <= m_clock()
                   ? tr("due")
                   : relativeTime(row.nextRetryAt, m_clock());
    case Column::Count:
        break;
    }
    return {};
}

QString BatchItemModel::toolTip(const db::BatchItemRow &row, Column column) const
{
    switch (column) {
    case Column::Cause:
        return row.cause ? causeAdvice(*row.cause) : QString();
    case Column::Next:
        return exactTime(row.nextRetryAt);
    case Column::Vehicle:
    case Column::Message:
        return plainToolTip(display(row, column).toString());
    case Column::Step:
    case Column::State:
    case Column::Count:
        break;
    }
    return {};
}

QVariant BatchItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Vehicle:
        return tr("Vehicle");
    case Column::Step:
        return tr("Step");
    case Column::State:
        return tr("State");
    case Column::Cause:
        return tr("Cause");
    case Column::Message:
        return tr("Message");
    case Column::Next:
        return tr("Next try");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
