// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/diffmodel.h"
#include "models/roles.h"

#include <QStringList>

#include <optional>

namespace models {

//! What a plan will do that has one step, host or cause in common; or the heading above such rows.
struct PlanGroup
{
    QString key; //!< stable, of this row alone
    QString name;
    bool isHeading = false;
    int items = 0; //!< steps of vehicles
    int requests = 0;
    std::optional<qint64> estimatedMs; //!< of a host, at its polite rate

    bool operator==(const PlanGroup &) const = default;
};

//! Why some vehicles are left out of a plan.
struct ExclusionGroup
{
    QString name;   //!< stable
    QString reason; //!< for people
    QStringList labels;

    bool operator==(const ExclusionGroup &) const = default;
};

//! What will be done, by step, by host and by cause. GUI thread.
class PlanModel : public DiffModel<PlanGroup>
{
    Q_OBJECT

public:
    enum class Column { Name, Items, Requests, Time, Count };
    using DiffModel::DiffModel;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const PlanGroup &row) const override { return row.key; }
    bool equal(const PlanGroup &a, const PlanGroup &b) const override { return a == b; }

private:
    QString display(const PlanGroup &row, Column column) const;
};

//! What is left out, by reason. GUI thread.
class ExclusionModel : public DiffModel<ExclusionGroup>
{
    Q_OBJECT

public:
    enum class Column { Reason, Items, Count };
    using DiffModel::DiffModel;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const ExclusionGroup &row) const override { return row.name; }
    bool equal(const ExclusionGroup &a, const ExclusionGroup &b) const override { return a == b; }
};

} // namespace models
