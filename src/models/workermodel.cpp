// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workermodel.h"

#include "models/words.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace models {

namespace {

bool isThisProcess(const db::WorkerRow &row)
{
    return row.pid == QCoreApplication::applicationPid() && row.host == QSysInfo::machineHostName();
}

QString workerText(const db::WorkerRow &row)
{
    return isThisProcess(row) ? WorkerModel::tr("this window (process %1)").arg(row.pid)
                              : WorkerModel::tr("process %1").arg(row.pid);
}

QString stateWord(State state)
{
    switch (state) {
    case State::Running:
        return WorkerModel::tr("works");
    case State::Ok:
        return WorkerModel::tr("idle");
    default:
        return WorkerModel::tr("gone");
    }
}

QString stateAdvice(State state)
{
    switch (state) {
    case State::Running:
        return WorkerModel::tr("It has steps in work.");
    case State::Ok:
        return WorkerModel::tr("It gives signs of life and waits: nothing is due, or hosts hold their work.");
    default:
        return WorkerModel::tr(
                   "No sign of life for more than %1 s. What it had in work is taken over when its "
                   "leases run out; it is listed for an hour.")
            .arg(db::WorkerRow::kAliveMs / 1000);
    }
}

} // namespace

WorkerModel::WorkerModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

State WorkerModel::state(const db::WorkerRow &row) const
{
    if (!row.isAlive(m_clock()))
        return State::Failed;
    return row.runningSteps > 0 ? State::Running : State::Ok;
}

void WorkerModel::refreshTimes()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int WorkerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant WorkerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::WorkerRow &row = rowAt(index.row());
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
    case StateRole:
        return column == Column::State ? QVariant(static_cast<int>(state(row))) : QVariant();
    default:
        return {};
    }
}

QString WorkerModel::display(const db::WorkerRow &row, Column column) const
{
    const QDateTime now = m_clock();
    switch (column) {
    case Column::Machine:
        return row.host;
    case Column::Worker:
        return workerText(row);
    case Column::State:
        return stateWord(state(row));
    case Column::Running:
        return numberText(row.runningSteps);
    case Column::Since:
        return relativeTime(qMin(row.startedAt, now), now); // the clocks of machines are a little apart
    case Column::LastSign:
        return relativeTime(qMin(row.heartbeatAt, now), now);
    case Column::Version:
        return row.version;
    case Column::Count:
        break;
    }
    return {};
}

QVariant WorkerModel::raw(const db::WorkerRow &row, Column column) const
{
    switch (column) {
    case Column::Machine:
        return row.host;
    case Column::Worker:
        return row.pid;
    case Column::State:
        return row.isAlive(m_clock());
    case Column::Running:
        return row.runningSteps;
    case Column::Since:
        return row.startedAt;
    case Column::LastSign:
        return row.heartbeatAt;
    case Column::Version:
        return row.version;
    case Column::Count:
        break;
    }
    return {};
}

QString WorkerModel::toolTip(const db::WorkerRow &row, Column column) const
{
    switch (column) {
    case Column::Machine:
    case Column::Version:
        return plainToolTip(display(row, column));
    case Column::Worker:
        return plainToolTip(tr("Its leases and attempts are those of %1").arg(row.name));
    case Column::State:
        return stateAdvice(state(row));
    case Column::Running:
        return tr("Steps that it holds a lease on now");
    case Column::Since:
        return exactTime(row.startedAt);
    case Column::LastSign:
        return exactTime(row.heartbeatAt);
    case Column::Count:
        break;
    }
    return {};
}

QVariant WorkerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant((column == Column::Running ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Machine:
        return tr("Machine");
    case Column::Worker:
        return tr("Worker");
    case Column::State:
        return tr("State");
    case Column::Running:
        return tr("Steps in work");
    case Column::Since:
        return tr("Since");
    case Column::LastSign:
        return tr("Last sign of life");
    case Column::Version:
        return tr("Version");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
