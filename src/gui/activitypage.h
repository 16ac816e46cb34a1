// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"

class QLabel;
class QTableView;

namespace models {
class AuditModel;
}

namespace gui {

class Desk;
class EmptyStack;
class WorkersPanel;

//! Who works the queue off, and who did what to many rows at once, the newest first.
class ActivityPage : public Page
{
    Q_OBJECT

public:
    explicit ActivityPage(Desk *desk, QWidget *parent = nullptr);

signals:
    //! Somebody wants to see the batch of a line.
    void batchWanted(const QString &batchId);

protected:
    void load() override;

private:
    QWidget *makeAudit();
    void take(const std::vector<db::AuditRow> &rows);

    Desk *m_desk;
    WorkersPanel *m_workers;
    models::AuditModel *m_model;
    QTableView *m_table;
    QLabel *m_summary;
    EmptyStack *m_stack;
};

} // namespace gui
