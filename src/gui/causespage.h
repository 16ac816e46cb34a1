// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"

#include <QModelIndex>
#include <QWidget>

class QLabel;
class QTableView;
class QPushButton;

namespace models {
class CauseModel;
}

namespace gui {

class Desk;

//! Failures grouped by what one fixes once: cause and fingerprint, how many, since when, an example.
class CausesPage : public QWidget
{
    Q_OBJECT

public:
    explicit CausesPage(Desk *desk, QWidget *parent = nullptr);

public slots:
    void reload();

signals:
    //! Show the failures of this group.
    void filterWanted(const core::Filter &filter);
    void countChanged(qint64 groups);
    void failed(const QString &message);

private:
    core::Filter filterOf(const QModelIndex &index) const;
    void showSelected();

    Desk *m_desk;
    models::CauseModel *m_model;
    QLabel *m_summary;
    QTableView *m_table;
    QPushButton *m_show;
    int m_generation = 0;
};

} // namespace gui
