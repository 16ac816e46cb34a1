// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attemptmodel.h"

#include "models/words.h"

namespace models {

namespace {

State attemptState(core::StepStatus status)
{
    switch (status) {
    case core::StepStatus::Pending:
        return State::Missing;
    case core::StepStatus::Running:
        return State::Running;
    case core::StepStatus::Success:
        return State::Ok;
    case core::StepStatus::Failed:
        return State::Failed;
    case core::StepStatus::Skipped:
        return State::Ignored;
    }
    return State::None;
}

} // namespace

AttemptModel::AttemptModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int AttemptModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString AttemptModel::key(const db::AttemptRow &row) const
{
    return row.id;
}

bool AttemptModel::equal(const db::AttemptRow &a, const db::AttemptRow &b) const
{
    return a.status == b.status && a.cause == b.cause && a.errorMessage == b.errorMessage &&
           a.bytes == b.bytes && a.elapsedMs == b.elapsedMs && a.completedAt == b.completedAt;
}

QVariant AttemptModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::AttemptRow &row = rowAt(index.row());
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
        return column == Column::Status ? QVariant(static_cast<int>(attemptState(row.status))) : QVariant();
    default:
        return {};
    }
}

QVariant AttemptModel::display(const db::AttemptRow &row, Column column) const
{
    switch (column) {
    case Column::Time:
        return relativeTime(row.createdAt, m_clock());
    case Column::Step:
        return stepWord(row.step);
    case Column::Status:
        return stepStatusWord(row.status);
    case Column::Cause:
        return row.cause ? causeWords(*row.cause, row.httpStatus) : QString();
    case Column::Elapsed:
        return row.elapsedMs > 0 ? durationText(row.elapsedMs) : QString();
    case Column::Bytes:
        return row.bytes > 0 ? sizeText(row.bytes) : QString();
    case Column::Host:
        return row.host;
    case Column::Message:
        return row.errorMessage.simplified();
    case Column::Count:
        break;
    }
    return {};
}

QVariant AttemptModel::raw(const db::AttemptRow &row, Column column) const
{
    switch (column) {
    case Column::Time:
        return row.createdAt;
    case Column::Step:
        return QString(core::stepName(row.step));
    case Column::Status:
        return QString(core::stepStatusName(row.status));
    case Column::Cause:
        return row.cause ? QString(core::causeName(*row.cause)) : QString();
    case Column::Elapsed:
        return row.elapsedMs;
    case Column::Bytes:
        return row.bytes;
    case Column::Host:
        return row.host;
    case Column::Message:
        return row.errorMessage;
    case Column::Count:
        break;
    }
    return {};
}

QString AttemptModel::toolTip(const db::AttemptRow &row, Column column) const
{
    switch (column) {
    case Column::Time:
        return exactTime(row.createdAt);
    case Column::Status:
        return row.worker.isEmpty()
                   ? QString()
                   : plainToolTip(tr("Attempt %1 by %2").arg(row.attemptNumber).arg(row.worker));
    case Column::Cause:
        return row.cause ? causeAdvice(*row.cause) : QString();
    case Column::Message:
    case Column::Host:
        return plainToolTip(display(row, column).toString());
    case Column::Step:
    case Column::Elapsed:
    case Column::Bytes:
    case Column::Count:
        break;
    }
    return {};
}

QVariant AttemptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Column::Elapsed || column == Column::Bytes;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Time:
        return tr("When");
    case Column::Step:
        return tr("Step");
    case Column::Status:
        return tr("Result");
    case Column::Cause:
        return tr("Cause");
    case Column::Elapsed:
        return tr("Took");
    case Column::Bytes:
        return tr("Size");
    case Column::Host:
        return tr("Host");
    case Column::Message:
        return tr("Message");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
