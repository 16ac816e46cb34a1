// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queuemodel.h"

#include "models/words.h"

namespace models {

namespace {

State queueState(const db::QueueRow &row)
{
    if (!row.heldReason.isEmpty())
        return State::Held;
    if (row.status == QLatin1String("running"))
        return State::Running;
    if (row.status == QLatin1String("dead"))
        return State::Ignored;
    return State::Missing;
}

} // namespace

QueueModel::QueueModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString QueueModel::key(const db::QueueRow &row) const
{
    return row.id;
}

bool QueueModel::equal(const db::QueueRow &a, const db::QueueRow &b) const
{
    return a.status == b.status && a.retryCount == b.retryCount && a.maxRetries == b.maxRetries &&
           a.nextRetryAt == b.nextRetryAt && a.cause == b.cause && a.heldReason == b.heldReason &&
           a.leaseOwner == b.leaseOwner && a.vehicle == b.vehicle && a.url == b.url;
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::QueueRow &row = rowAt(index.row());
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
        return row.id;
    case VehicleIdRole:
        return row.vehicleId;
    case StateRole:
        return column == Column::Status ? QVariant(static_cast<int>(queueState(row))) : QVariant();
    default:
        return {};
    }
}

QVariant QueueModel::display(const db::QueueRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return vehicleName(row.vehicle, row.url);
    case Column::Step:
        return stepWord(row.step);
    case Column::Status:
        return row.heldReason.isEmpty() ? queueStatusWord(row.status)
                                        : heldWords(row.heldReason, row.nextRetryAt, m_clock());
    case Column::Tries:
        return tr("%1 of %2").arg(row.retryCount).arg(row.maxRetries);
    case Column::NextRetry:
        if (row.status != QLatin1String("pending"))
            return {}; // in work, or not retried by itself
        return nextTryWords(row.heldReason, row.nextRetryAt, m_clock());
    case Column::Cause:
        return row.cause ? causeWords(*row.cause) : QString();
    case Column::Owner:
        return row.leaseOwner;
    case Column::Count:
        break;
    }
    return {};
}

QVariant QueueModel::raw(const db::QueueRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return vehicleName(row.vehicle, row.url);
    case Column::Step:
        return QString(core::stepName(row.step));
    case Column::Status:
        return row.status;
    case Column::Tries:
        return row.retryCount;
    case Column::NextRetry:
        return row.nextRetryAt;
    case Column::Cause:
        return row.cause ? QString(core::causeName(*row.cause)) : QString();
    case Column::Owner:
        return row.leaseOwner;
    case Column::Count:
        break;
    }
    return {};
}

QString QueueModel::toolTip(const db::QueueRow &row, Column column) const
{
    switch (column) {
    case Column::NextRetry:
        return exactTime(row.nextRetryAt);
    case Column::Cause:
        return row.cause ? causeAdvice(*row.cause) : QString();
    case Column::Status:
        if (!row.heldReason.isEmpty())
            return heldAdvice(row.heldReason);
        [[fallthrough]];
    case Column::Vehicle:
    case Column::Owner:
        return plainToolTip(display(row, column).toString());
    case Column::Step:
    case Column::Tries:
    case Column::Count:
        break;
    }
    return {};
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Column::Status:
        return tr("State");
    case Column::Tries:
        return tr("Retries");
    case Column::NextRetry:
        return tr("Next retry");
    case Column::Cause:
        return tr("Last cause");
    case Column::Owner:
        return tr("Worker");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
