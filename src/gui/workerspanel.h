// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"

class QLabel;
class QTableView;

namespace models {
class WorkerModel;
}

namespace gui {

class Desk;
class EmptyStack;

//! Who works the queue off, on which machine, and who is gone. Signs of life are announced by nobody, so it
//! asks every two seconds while it is seen.
class WorkersPanel : public Page
{
    Q_OBJECT

public:
    explicit WorkersPanel(Desk *desk, QWidget *parent = nullptr);

protected:
    void load() override;

private:
    void take(const std::vector<db::WorkerRow> &workers);
    QString summary() const;
    QString emptyText() const;

    Desk *m_desk;
    models::WorkerModel *m_model;
    QTableView *m_table;
    QLabel *m_summary;
    EmptyStack *m_stack;
};

} // namespace gui
