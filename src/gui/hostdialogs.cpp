// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/hostdialogs.h"

#include "core/settings.h"
#include "models/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace gui {

namespace {

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QDialogButtonBox *addButtons(QDialog *dialog, const QString &okText)
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    box->button(QDialogButtonBox::Ok)->setText(okText);
    box->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("okButton"));
    QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return box;
}

} // namespace

HoldHostDialog::HoldHostDialog(const db::HostRow &host, QWidget *parent)
    : QDialog(parent), m_step(host.step), m_length(new QComboBox(this)),
      m_allSteps(new QCheckBox(tr("All &steps of this host"), this))
{
    setObjectName(QStringLiteral("holdHostDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Hold %1").arg(host.host));
    m_length->setObjectName(QStringLiteral("lengthCombo"));
    for (const auto &[text, minutes] :
         {std::pair(tr("5 minutes"), 5), std::pair(tr("15 minutes"), 15), std::pair(tr("1 hour"), 60),
          std::pair(tr("4 hours"), 240), std::pair(tr("1 day"), 1440), std::pair(tr("until I close it"), 0)})
        m_length->addItem(text, minutes);
    m_length->setCurrentIndex(1);
    m_allSteps->setObjectName(QStringLiteral("allStepsCheck"));
    auto *form = new QFormLayout(this);
    form->addRow(plainLabel(tr("No request of the step “%1” goes to %2. What is under way ends; the rest "
                               "waits and uses no attempt.")
                                .arg(models::stepWord(host.step), host.host),
                            this));
    form->addRow(tr("Hold &for"), m_length);
    form->addRow(m_allSteps);
    form->addRow(addButtons(this, tr("Hold")));
}

std::optional<core::Step> HoldHostDialog::step() const
{
    return m_allSteps->isChecked() ? std::nullopt : std::optional(m_step);
}

QDateTime HoldHostDialog::until() const
{
    const int minutes = m_length->currentData().toInt();
    return minutes > 0 ? QDateTime::currentDateTimeUtc().addSecs(minutes * 60) : QDateTime();
}

HostLimitsDialog::HostLimitsDialog(const db::HostRow &host, int perHost, double rate, QWidget *parent)
    : QDialog(parent), m_perHost(new QSpinBox(this)), m_rate(new QDoubleSpinBox(this))
{
    setObjectName(QStringLiteral("hostLimitsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Limits of %1").arg(host.host));
    const core::SettingInfo *atOnce = core::findSetting(QStringLiteral("net.per_host"));
    m_perHost->setObjectName(QStringLiteral("perHostSpin"));
    m_perHost->setRange(static_cast<int>(atOnce->least), static_cast<int>(atOnce->most));
    m_perHost->setValue(host.perHost.value_or(perHost));
    const core::SettingInfo *perSecond = core::findSetting(QStringLiteral("net.rate_per_host"));
    m_rate->setObjectName(QStringLiteral("rateSpin"));
    m_rate->setRange(perSecond->least, perSecond->most);
    m_rate->setSpecialValueText(tr("no limit"));
    m_rate->setValue(host.rate.value_or(rate));
    m_defaultPerHost =
        addDefault("defaultPerHostCheck", tr("as the workspace: %1").arg(perHost), !host.perHost, m_perHost);
    m_defaultRate = addDefault("defaultRateCheck",
                               rate > 0 ? tr("as the workspace: %1").arg(QLocale().toString(rate, 'g', 4))
                                        : tr("as the workspace: no limit"),
                               !host.rate, m_rate);
    auto *grid = new QGridLayout(this);
    grid->addWidget(plainLabel(tr("They hold for all steps of this host."), this), 0, 0, 1, 3);
    grid->addWidget(new QLabel(tr("Requests at once"), this), 1, 0);
    grid->addWidget(m_perHost, 1, 1);
    grid->addWidget(m_defaultPerHost, 1, 2);
    grid->addWidget(new QLabel(tr("Requests per second"), this), 2, 0);
    grid->addWidget(m_rate, 2, 1);
    grid->addWidget(m_defaultRate, 2, 2);
    grid->addWidget(addButtons(this, tr("Set limits")), 3, 0, 1, 3);
}

QCheckBox *HostLimitsDialog::addDefault(const char *name, const QString &text, bool isDefault, QWidget *field)
{
    auto *check = new QCheckBox(text, this);
    check->setObjectName(QLatin1String(name));
    check->setChecked(isDefault);
    field->setDisabled(isDefault);
    connect(check, &QCheckBox::toggled, field, &QWidget::setDisabled);
    return check;
}

std::optional<int> HostLimitsDialog::perHost() const
{
    return m_defaultPerHost->isChecked() ? std::nullopt : std::optional(m_perHost->value());
}

std::optional<double> HostLimitsDialog::rate() const
{
    return m_defaultRate->isChecked() ? std::nullopt : std::optional(m_rate->value());
}

} // namespace gui
