// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/batchmodel.h"

#include "models/batchwords.h"
#include "models/words.h"

#include <tuple>

namespace models {

namespace {

//! Everything of a row that is shown.
auto shown(const db::BatchRow &row)
{
    return std::tie(row.state, row.stateReason, row.startsAt, row.canarySize, row.planned, row.queued,
                    row.retrying, row.succeeded, row.skipped, row.dead, row.cancelled, row.held,
                    row.unreleased, row.imagesStored);
}

} // namespace

BatchModel::BatchModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int BatchModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString BatchModel::key(const db::BatchRow &row) const
{
    return row.id;
}

bool BatchModel::equal(const db::BatchRow &a, const db::BatchRow &b) const
{
    return shown(a) == shown(b);
}

void BatchModel::refreshTimes()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
}

QVariant BatchModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::BatchRow &row = rowAt(index.row());
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
    case StoredRole:
        return static_cast<int>(row.done());
    case ExpectedRole:
        return static_cast<int>(row.planned);
    case StateRole:
        return column == Column::State ? QVariant(static_cast<int>(batchState(row))) : QVariant();
    default:
        return {};
    }
}

QVariant BatchModel::display(const db::BatchRow &row, Column column) const
{
    switch (column) {
    case Column::Created:
        return relativeTime(row.createdAt, m_clock());
    case Column::What:
        return batchTitle(row);
    case Column::State:
        return batchStateWords(row, m_clock());
    case Column::Progress:
        return QStringLiteral("%1 / %2").arg(numberText(row.done()), numberText(row.planned));
    case Column::Succeeded:
    case Column::Failed:
    case Column::Skipped:
    case Column::Waiting:
        return numberText(raw(row, column).toLongLong());
    case Column::Actor:
        return row.actor;
    case Column::Count:
        break;
    }
    return {};
}

QVariant BatchModel::raw(const db::BatchRow &row, Column column) const
{
    switch (column) {
    case Column::Created:
        return row.createdAt;
    case Column::What:
        return row.filter;
    case Column::State:
        return static_cast<int>(row.state);
    case Column::Progress:
        return row.done();
    case Column::Succeeded:
        return row.succeeded;
    case Column::Failed:
        return row.failed();
    case Column::Skipped:
        return row.skipped + row.cancelled;
    case Column::Waiting:
        return row.queued;
    case Column::Actor:
        return row.actor;
    case Column::Count:
        break;
    }
    return {};
}

QString BatchModel::toolTip(const db::BatchRow &row, Column column) const
{
    switch (column) {
    case Column::Created:
        return exactTime(row.createdAt);
    case Column::What:
        return plainToolTip(row.filter.isEmpty() ? batchTitle(row)
                                                 : batchTitle(row) + QLatin1Char('\n') + row.filter);
    case Column::State:
        return plainToolTip(row.startsAt > m_clock() ? tr("Starts %1").arg(exactTime(row.startsAt))
                                                     : batchStateWords(row, m_clock()));
    case Column::Failed:
        return row.retrying > 0 ? tr("%1 of them are tried again").arg(numberText(row.retrying)) : QString();
    case Column::Skipped:
        return tr("%1 skipped, %2 taken back").arg(numberText(row.skipped), numberText(row.cancelled));
    case Column::Waiting:
        return row.held > 0 ? tr("%1 wait for their host").arg(numberText(row.held)) : QString();
    case Column::Progress:
        return tr("%1 images stored").arg(numberText(row.imagesStored));
    case Column::Actor:
        return plainToolTip(row.actor);
    case Column::Succeeded:
    case Column::Count:
        break;
    }
    return {};
}

QVariant BatchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Column::Succeeded || column == Column::Failed ||
                              column == Column::Skipped || column == Column::Waiting;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Created:
        return tr("Created");
    case Column::What:
        return tr("What");
    case Column::State:
        return tr("State");
    case Column::Progress:
        return tr("Done");
    case Column::Succeeded:
        return tr("Succeeded");
    case Column::Failed:
        return tr("Failed");
    case Column::Skipped:
        return tr("Skipped");
    case Column::Waiting:
        return tr("Waiting");
    case Column::Actor:
        return tr("By");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
