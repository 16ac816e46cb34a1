// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/step.h"
#include "models/diffmodel.h"
#include "models/roles.h"

#include <QStringList>

namespace models {

//! What a plan will do on one host in one step.
struct PlanGroup
{
    core::Step step = core::Step::BackfillImages;
    QString host;
    int vehicles = 0;
    int requests = 0;

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

//! What will be done, by step and host. GUI thread.
class PlanModel : public DiffModel<PlanGroup>
{
    Q_OBJECT

public:
    enum class Column { Step, Host, Vehicles, Requests, Count };
    using DiffModel::DiffModel;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString key(const PlanGroup &row) const override;
    bool equal(const PlanGroup &a, const PlanGroup &b) const override { return a == b; }
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
