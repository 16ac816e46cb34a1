// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QWidget>

class QAbstractItemModel;
class QFormLayout;
class QLabel;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QToolButton;

namespace models {
class AttemptModel;
class ImageModel;
} // namespace models

namespace gui {

class Desk;
class Shell;
class StepsPanel;

//! All about one vehicle: its steps with what each lacks, its images, attempts and facts. Scraped text is
//! plain text here.
class DetailPane : public QWidget
{
    Q_OBJECT

public:
    DetailPane(Desk *desk, Shell *shell, QWidget *parent = nullptr);

    //! Shows this vehicle; an empty id shows none.
    void showVehicle(const QString &vehicleId);
    //! Gives the keyboard to the tabs, when a vehicle is shown.
    void focusTabs();
    QString vehicleId() const { return m_vehicleId; }
    //! Asks again for the vehicle shown.
    void reload();

signals:
    void retryStep(const QString &vehicleId, core::Step step);
    void failed(const QString &message);

private:
    QWidget *makeHeader();
    QTableView *makeTable(QAbstractItemModel *model, const QString &name, int wideColumn);
    QWidget *makeFacts();
    void take(const db::VehicleDetail &detail);
    void showFacts(const db::VehicleDetail &detail);
    void addFact(const QString &name, const QString &value);
    void imageMenu(QTableView *table, const QPoint &at);

    Desk *m_desk;
    Shell *m_shell;
    QString m_vehicleId;
    QString m_asked;        //!< the vehicle whose answer is outstanding
    bool m_isStale = false; //!< it changed meanwhile
    int m_generation = 0;   //!< of the newest question; older answers are dropped
    QString m_listingUrl;
    models::AttemptModel *m_attempts;
    models::ImageModel *m_images;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QLabel *m_title;
    QLabel *m_subtitle;
    QToolButton *m_open;
    StepsPanel *m_steps;
    QFormLayout *m_facts = nullptr;
};

} // namespace gui
